import { readFileSync, writeFileSync } from 'node:fs'
import type { TSchema } from 'typebox'
import { ConfigSchema } from '../src/platform/config.ts'

export const README = new URL('../README.md', import.meta.url)
const BETWEEN = /(<!-- config -->\n)[\s\S]*?(<!-- \/config -->)/

if (import.meta.main) {
  const readme = readFileSync(README, 'utf8')
  if (!hasTable(readme))
    throw new Error('README.md needs the lines <!-- config --> and <!-- /config -->')
  writeFileSync(README, withTable(readme))
  console.log('The configuration table in README.md is written.')
}

export function hasTable(readme: string): boolean {
  return BETWEEN.test(readme)
}

/** The README with the table of all variables between its two markers. */
export function withTable(readme: string): string {
  return readme.replace(BETWEEN, (_, start, end) => `${start}\n${configTable()}\n${end}`)
}

function configTable(): string {
  const rows = Object.entries<TSchema>(ConfigSchema.properties).map(([name, schema]) => {
    const { description, ...rest } = schema as { description: string; default?: unknown }
    return `| \`${name}\` | ${shown(rest.default)} | ${description.replaceAll('|', '\\|')} |\n`
  })
  return `| variable | default | what it means |\n|---|---|---|\n${rows.join('')}`
}

function shown(value: unknown): string {
  const text = typeof value === 'object' ? Object.values(value ?? {}).join(',') : `${value ?? ''}`
  return text === '' ? '' : `\`${text}\``
}
