import { optional } from './config-parts.ts'

/** What the operators' pages need to know. Part of `ConfigSchema`. */
export const CONSOLE = {
  LANGUAGE_LINE: optional(
    'The number of an interpreters’ line (E.164), one tap away for operators. Fictional in demo.',
    { pattern: '^\\+[1-9]\\d{6,14}$' },
  ),
  MAP_TILES_URL: optional(
    'A tile server behind the operators’ map, such as https://tiles.example/{z}/{x}/{y}.png: it sees which parts of the country are looked at. Without it: the outline that ships.',
    { pattern: '^https?://[^/\\s]+/[^\\s]*\\{z\\}[^\\s]*$', maxLength: 300 },
  ),
}
