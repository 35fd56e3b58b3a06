import { createInterface } from 'node:readline'
import { tapReport } from './test-report.ts'

/** What is promised of security and privacy now; a promise that no test names is broken. */
const PROMISES = [
  ...['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9', 'S10', 'S11', 'S12'],
  ...['P1', 'P2', 'P4', 'P5'],
]

/**
 * Reads the TAP of a run from standard input, tells it as it comes, and ends with a table: each
 * promise, its tests (those named "S7: …"), and whether they passed. `--only S7`: of that one.
 * Exit: 1 if anything failed, or a promise has no test that ran.
 */
if (import.meta.main) {
  const at = process.argv.indexOf('--only')
  const only = at > 0 ? process.argv[at + 1] : undefined
  const report = tapReport((line) => console.log(line), true)
  const kept = promiseTests()
  for await (const line of createInterface({ input: process.stdin })) {
    report.read(line)
    kept.read(line)
  }
  const well = report.end([])
  console.log('\n== Promises')
  const broken = (only ? [only] : PROMISES).filter((promise) => {
    const tests = kept.of(promise)
    const ran = tests.filter(({ state }) => state !== 'skipped')
    const failed = tests.filter(({ state }) => state === 'FAILED')
    const verdict = failed.length > 0 ? 'FAILED' : ran.length > 0 ? 'kept' : 'NO TEST RAN'
    console.log(`${promise.padEnd(4)} ${verdict}`)
    for (const { name, file, state } of tests)
      console.log(`       ${state.padEnd(8)} ${file}  ${name}`)
    return verdict !== 'kept'
  })
  console.log(broken.length === 0 ? '\nAll are kept.' : `\nNot kept: ${broken.join(', ')}`)
  process.exitCode = well && broken.length === 0 ? 0 : 1
}

type PromiseTest = { name: string; file: string; state: 'passed' | 'FAILED' | 'skipped' }

/** Picks the tests that are named by a promise out of TAP. `read` takes one line of it. */
export function promiseTests() {
  const found: (PromiseTest & { promise: string })[] = []
  let file = ''
  return {
    read(line: string): void {
      file = /^# Subtest: (.*)$/.exec(line)?.[1] ?? file
      const point = /^\s+(not )?ok \d+ - ([SP]\d{1,2}): (.*?)(?: # (?:(SKIP|TODO)\b.*|time=.*))?$/i
      const [, not, promise, name, skipped] = point.exec(line) ?? []
      if (!promise || !name) return
      const state = skipped ? 'skipped' : not ? 'FAILED' : 'passed'
      found.push({ promise, name, file, state })
    },
    of: (promise: string): PromiseTest[] => found.filter((each) => each.promise === promise),
  }
}
