import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'

const read = (name: string) => readFileSync(join(import.meta.dirname, '../..', name), 'utf8')
const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json'))
const lock = JSON.parse(read('package-lock.json'))

test('S12: every package is pinned, locked, and there for a reason', async (t) => {
  const all = { ...dependencies, ...devDependencies, ...optionalDependencies }
  for (const [name, version] of Object.entries<string>(all)) {
    t.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, `${name} is pinned`)
    t.equal(lock.packages[`node_modules/${name}`]?.version, version, `${name} is locked`)
  }

  const { '': root, ...locked } = lock.packages
  t.same(root.dependencies, dependencies)
  t.same(root.devDependencies, devDependencies)
  t.same(root.optionalDependencies, optionalDependencies)
  // What comes inside another package's archive has that one's integrity.
  const loose = Object.entries<{ integrity?: string; inBundle?: boolean }>(locked)
    .filter(([, { inBundle }]) => !inBundle)
    .filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))
    .map(([name]) => name)
  t.same(loose, [], 'with its integrity')
  const elsewhere = Object.values<{ resolved?: string }>(locked)
    .map(({ resolved }) => resolved)
    .filter((address) => address && !address.startsWith('https://registry.npmjs.org/'))
  t.same(elsewhere, [], 'from the registry')

  const why = reasons()
  const silent = Object.keys({ ...dependencies, ...optionalDependencies }).filter(
    (name) => !why[name],
  )
  t.same(silent, [], 'the README says why it is there')
})

/** By package, from the README's table; "-kind" continues the scope, or the name, of the one before. */
function reasons(): Record<string, string> {
  const [, table = ''] = read('README.md').split('### What it stands on')
  const rows = [...table.matchAll(/^\| ([^|]+) \| ([^|]+) \|$/gm)]
  return Object.fromEntries(
    rows.flatMap(([, packages = '', why = '']) => {
      const names = packages.replaceAll('`', '').split(/,\s*/)
      const whole = names.map((name) => {
        if (!name.startsWith('-')) return [name]
        const before = names
          .slice(0, names.indexOf(name))
          .findLast((each) => !each.startsWith('-'))!
        return [`${before.split('/')[0]}/${name.slice(1)}`, `${before}${name}`]
      })
      return whole.flat().map((name) => [name.trim(), why.trim()])
    }),
  )
}
