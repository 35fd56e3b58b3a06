import { globSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { test } from 'tap'

// What may import what. A file may import from its own folder, from any row above its own, and from
// its neighbours in a row as long as the folders of the row form no circle. From the root of src it
// may have services.ts (types, and takeTurn), nothing else; the files there may import everything.
const ROWS = [
  ['platform', 'geography', 'protection', 'locales', 'web'],
  ['directory', 'delivery', 'staff', 'hsds'],
  ['matching'],
  ['routing'],
  ['intake', 'answers', 'approvals', 'record', 'operations', 'upkeep'],
  ['console', 'inbox', 'officer', 'public', 'reporting', 'editor', 'library'],
]
const LONGEST = 250

const root = join(import.meta.dirname, '..')
const files = globSync('src/**/*.ts', { cwd: root })
  .sort()
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))

test('imports go one way', async (t) => {
  const imports = files.flatMap(({ path, text }) =>
    specifiers(text).map((to) => ({
      path,
      to: to.startsWith('.') ? posix.join(dirname(path), to) : to,
    })),
  )
  const inner = imports.flatMap(({ path, to }) => {
    const from = folderOf(path)
    return from && to.startsWith('src/') ? [{ path, to, from, target: folderOf(to) }] : []
  })

  t.test('every folder of src has its row', async (t) => {
    const unknown = new Set(files.map(({ path }) => folderOf(path)).filter((name) => name !== ''))
    for (const name of ROWS.flat()) unknown.delete(name)
    t.strictSame([...unknown], [])
  })

  t.test('no folder imports from a row below its own', async (t) => {
    const climbing = inner.filter(({ from, target }) => target && rowOf(target) > rowOf(from))
    t.strictSame(climbing.map(said), [])
  })

  t.test('neighbours in a row form no circle', async (t) => {
    const beside = inner.filter(
      ({ from, target }) => target && from !== target && rowOf(from) === rowOf(target),
    )
    const reaches = (from: string, goal: string, seen = new Set<string>()): boolean =>
      beside.some((each) => {
        if (each.from !== from || seen.has(each.target)) return false
        seen.add(each.target)
        return each.target === goal || reaches(each.target, goal, seen)
      })
    t.strictSame(beside.filter(({ from, target }) => reaches(target, from)).map(said), [])
  })

  t.test('features know nothing of the root of src but services.ts', async (t) => {
    const wrong = inner.filter(({ to, target }) => !target && to !== 'src/services.ts')
    t.strictSame(wrong.map(said), [])
  })

  t.test('nothing in src imports tests, scripts or development packages', async (t) => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const packageOf = (to: string) =>
      to
        .split('/')
        .slice(0, to.startsWith('@') ? 2 : 1)
        .join('/')
    const wrong = imports.filter(({ to }) =>
      to.startsWith('test/') || to.startsWith('scripts/')
        ? true
        : !/^(src\/|db\/|node:)/.test(to) && !(packageOf(to) in dependencies),
    )
    t.strictSame(wrong.map(said), [])
  })

  t.test('matching never names what holds the true place of a hidden point', async (t) => {
    const wrong = files.filter(
      ({ path, text }) => path.startsWith('src/matching/') && /hidden_?places/i.test(text),
    )
    t.strictSame(
      wrong.map(({ path }) => path),
      [],
    )
  })
})

test('the files of src', async (t) => {
  t.test('have no default exports', async (t) => {
    const wrong = files.filter(({ text }) =>
      /^export default\b|^export \{[^}]*\bas default\b/m.test(text),
    )
    t.strictSame(
      wrong.map(({ path }) => path),
      [],
    )
  })

  t.test(`have at most ${LONGEST} lines, or say at their top why they are long`, async (t) => {
    const wrong = files.filter(({ text }) => {
      const lines = text.split('\n')
      return (
        lines.length - 1 > LONGEST &&
        !/^(\/\/|\/\*\*| \*) .*\blong\b/im.test(lines.slice(0, 8).join('\n'))
      )
    })
    t.strictSame(
      wrong.map(({ path }) => path),
      [],
    )
  })

  t.test('ask no clock but the one they are given', async (t) => {
    const wrong = files.filter(({ text }) => /\bDate\.now\(|\bnew Date\(\s*\)/.test(text))
    t.strictSame(
      wrong.map(({ path }) => path),
      [],
    )
  })
})

const said = ({ path, to }: { path: string; to: string }): string => `${path} imports ${to}`

/** 'src/routing/offer.ts' is of 'routing'; 'src/app.ts' of ''. */
function folderOf(path: string): string {
  const [, folder, rest] = path.split('/')
  return rest === undefined ? '' : folder!
}

function rowOf(folder: string): number {
  return ROWS.findIndex((row) => row.includes(folder))
}

/** Everything that a file imports: types, values, and what it loads later. */
function specifiers(text: string): string[] {
  const all = [
    /^(?:import|export)\b[^;'"]*?\bfrom '([^']+)'/gm,
    /^import '([^']+)'/gm,
    /\bimport\('([^']+)'\)/g,
  ]
  return all.flatMap((pattern) => [...text.matchAll(pattern)].map((found) => found[1]!))
}

test('every test file is in one suite, or is run by scripts/prove', (t) => {
  const suites = globSync('test/suites/*.ts', { cwd: root })
  const named = suites.flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/'([\w-]+)'/g)].map(([, name]) => name!),
  )
  const PROVEN = ['faults', 'long', 'pages']
  const there = globSync('test/**/*.test.ts', { cwd: root }).map((path) =>
    path.replace(/^test\/(.*?)(\/.*|\.test\.ts)$/, '$1'),
  )
  t.strictSame([...named, ...PROVEN].sort(), [...new Set(there)].sort())
  t.end()
})
