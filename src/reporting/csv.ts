/**
 * One line of a CSV. A text that a spreadsheet would take for a formula gets an apostrophe before it:
 * what is in these files was typed by people elsewhere.
 */
export const csvLine = (cells: readonly (string | number | null | undefined)[]): string =>
  `${cells.map((cell) => quoted(typeof cell === 'string' ? plain(cell) : String(cell ?? ''))).join(',')}\r\n`

/** Before the first line, so that spreadsheets read accents. */
export const UTF8 = '\ufeff'

const plain = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

const quoted = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
