import { readdirSync, readFileSync } from 'node:fs'

/** A text that is read out, or shown, before somebody agrees. */
export type Statement = {
  version: string
  /** Primary subtag of BCP 47. */
  language: string
  status: 'original' | 'translation'
  /** Who compared it with the original, and when; null: nobody has. */
  checked: { by: string; on: string } | null
  text: string
}

/** Every text of this folder, the newest version first. Each file says in its head what it is. */
export const STATEMENTS: readonly Statement[] = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.md'))
  .map((name) =>
    readStatement(name, readFileSync(new URL(name, `file://${import.meta.dirname}/`), 'utf8')),
  )
  .sort(
    (a, b) =>
      b.version.localeCompare(a.version, 'en', { numeric: true }) ||
      a.language.localeCompare(b.language),
  )

/** The text of one version, in the language of a BCP 47 tag: `fr-CA` is French. */
export const statementIn = (version: string, tag: string): Statement | undefined =>
  STATEMENTS.find((each) => each.version === version && each.language === primary(tag))

/** An original, or a translation that somebody checked: another one is never used for consent. */
export const mayBeSaid = ({ status, checked }: Statement): boolean =>
  status === 'original' || checked !== null

/** Reads one file; throws where its head does not say what it must. */
export function readStatement(name: string, file: string): Statement {
  const [, head = '', text = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(file) ?? []
  const fields = Object.fromEntries(
    head.split('\n').map((line) => line.split(/:\s*(.*)/).slice(0, 2) as [string, string]),
  )
  const { version, language, status, checked_by: by, checked_on: on, unchecked } = fields
  const good =
    version &&
    language &&
    name === `${version}.${language}.md` &&
    (status === 'original' || status === 'translation') &&
    (unchecked ? !by && !on : by && /^\d{4}-\d\d-\d\d$/.test(on ?? '')) &&
    text.trim()
  if (!good) throw new Error(`${name} does not say what it is: version, language, status, checked`)
  return {
    ...{ version, language, status: status as Statement['status'], text: text.trim() },
    checked: unchecked ? null : { by: by!, on: on! },
  }
}

const primary = (tag: string): string => tag.split('-')[0]!.toLowerCase()
