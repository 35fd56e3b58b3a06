import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'

const root = join(import.meta.dirname, '..')
const text = readFileSync(join(root, 'SECURITY.md'), 'utf8')
const rows = [...text.matchAll(/^\| (V[\d.]+) \| ([\w/]+) \| (.+) \|$/gm)].map(
  ([, line, state, why]) => ({ line: line!, state: state!, why: why! }),
)

// How many lines each section of OWASP ASVS 5.0.0 has at level 2, and at level 3 in V2, V6, V7, V8, V14, V15.4, V16.
const SECTIONS =
  'V1.1:2 V1.2:9 V1.3:11 V1.4:3 V1.5:2 V2.1:3 V2.2:3 V2.3:5 V2.4:2 V3.2:2 V3.3:4 V3.4:6 V3.5:5 V3.7:2 V4.1:3 V4.2:1 V4.3:2 V4.4:4 V5.1:1 V5.2:3 V5.3:2 V5.4:3 V6.1:3 V6.2:12 V6.3:8 V6.4:6 V6.5:8 V6.6:4 V6.7:2 V6.8:4 V7.1:3 V7.2:4 V7.3:2 V7.4:5 V7.5:3 V7.6:2 V8.1:4 V8.2:4 V8.3:3 V8.4:2 V9.1:3 V9.2:4 V10.1:2 V10.2:2 V10.3:4 V10.4:11 V10.5:5 V10.6:2 V10.7:3 V11.1:2 V11.2:3 V11.3:3 V11.4:4 V11.5:1 V11.6:1 V12.1:3 V12.2:2 V12.3:4 V13.1:1 V13.2:5 V13.3:2 V13.4:5 V14.1:2 V14.2:8 V14.3:3 V15.1:3 V15.2:3 V15.3:7 V15.4:4 V16.1:1 V16.2:5 V16.3:4 V16.4:3 V16.5:4 V17.1:1 V17.2:4 V17.3:2'

test('SECURITY.md has a line for each of the standard, with a test that exists or a reason', async (t) => {
  const lines = SECTIONS.split(' ').flatMap((section) => {
    const [name, count] = section.split(':')
    return Array.from({ length: Number(count) }, (_, i) => `${name}.${i + 1}`)
  })
  t.strictSame(
    rows.map(({ line }) => line),
    lines,
  )
  t.strictSame(
    rows.filter(({ state, why }) => !['kept', 'n/a', 'deploy', 'open'].includes(state) || !why),
    [],
  )
  const named = [...text.matchAll(/\b(?:test|src|scripts)\/[\w./-]*\w/g)].map(([path]) => path)
  t.strictSame(
    [...new Set(named)].filter((path) => !existsSync(join(root, path))),
    [],
  )
  const tests = globSync('test/**/*.test.ts', { cwd: root })
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('\n')
  const promises = [...text.matchAll(/\b[SP]\d{1,2}\b/g)].map(([id]) => id)
  t.strictSame(
    [...new Set(promises)].filter((id) => !new RegExp(`['\`"/ ]${id}[:, ]`).test(tests)),
    [],
  )
})
