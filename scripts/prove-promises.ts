import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { tapReport } from './test-report.ts'

/** What is promised now, by run; a promise that no test names is broken. */
const PROMISES = {
  protection: [
    ...['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9', 'S10', 'S11', 'S12'],
    ...['P1', 'P2', 'P4', 'P5'],
  ],
  delivery: Array.from({ length: 16 }, (_, at) => `D${at + 1}`),
}

/**
 * Reads the TAP of a run from standard input, tells it as it comes, and ends with the tests of each
 * promise (those named "S7: …") and a Markdown table of what is kept and what was measured.
 * Arguments: the run, and `--only S7` for one promise. Exit: 1 if anything failed or could
 * not run here, or a promise has no test that ran.
 */
if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string' }, quick: { type: 'boolean' } },
  })
  const run = positionals[0] as keyof typeof PROMISES
  const promises = values.only ? [values.only] : PROMISES[run]
  const report = tapReport((line) => console.log(line), true)
  const kept = promiseTests()
  for await (const line of createInterface({ input: process.stdin })) {
    report.read(line)
    kept.read(line)
  }
  const well = report.end([])

  console.log('\n== Tests by promise')
  for (const promise of promises) {
    for (const { name, file, state } of kept.of(promise))
      console.log(`${promise.padEnd(4)} ${state.padEnd(8)} ${file}  ${name}`)
  }
  console.log(`\n== Promises\n\n${machine(values.quick ? 'the quick form' : 'the full form')}\n`)
  console.log('| promise | | tests | measured |\n|---|---|---|---|')
  for (const promise of promises) {
    const { measured } = kept
    const shown = [...new Set(measured(promise))].join('; ')
    console.log(`| ${promise} | ${kept.verdict(promise)} | ${kept.of(promise).length} | ${shown} |`)
  }
  const broken = promises.filter((promise) => kept.verdict(promise) !== 'kept')
  console.log(broken.length === 0 ? '\nAll are kept.' : `\nNot kept: ${broken.join(', ')}`)
  for (const each of kept.missing) console.log(`Did not run: ${each}`)
  process.exitCode = well && broken.length === 0 && kept.missing.length === 0 ? 0 : 1
}

/** What it ran on: figures say nothing without it. */
function machine(form: string): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const day = new Date().toISOString().slice(0, 10)
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${day}, commit ${commit}, ${form}; ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${memory} GiB, Node ${process.versions.node}.`
}

type PromiseTest = { name: string; file: string; state: 'passed' | 'FAILED' | 'skipped' }

/**
 * Picks the tests that are named by a promise out of TAP, and what they measured: comments
 * "# measured: …" inside them. `read` takes one line of it.
 */
export function promiseTests() {
  const found: (PromiseTest & { promise: string })[] = []
  /** What did not run because something is not installed. */
  const missing: string[] = []
  const figures: { promise: string; figure: string }[] = []
  let file = ''
  let current = ''

  function read(line: string): void {
    const inside = /^( *)# Subtest: (.*)$/.exec(line)
    if (inside?.[1] === '') file = inside[2]!
    const next = /^ {4}# file: (.*)$/.exec(line)
    if (next) file = next[1]!
    const named = /^([SPD]\d{1,2}): /.exec(inside?.[2] ?? '')?.[1]
    if (inside && (named || inside[1]!.length <= 4)) current = named ?? ''
    const figure = /^\s+# measured: (.*)$/.exec(line)?.[1]
    if (figure) figures.push({ promise: current, figure: figure.replaceAll('|', '/') })
    const left = /^\s+ok \d+ - (.*?) # SKIP (?!only in the full form)(.*)$/.exec(line)
    if (left) missing.push(`${left[1]}: ${left[2]}`)
    const point = /^\s+(not )?ok \d+ - ([SPD]\d{1,2}): (.*?)(?: # (?:(SKIP|TODO)\b.*|time=.*))?$/i
    const [, not, promise, name, skipped] = point.exec(line) ?? []
    if (!promise || !name) return
    const state = skipped ? 'skipped' : not ? 'FAILED' : 'passed'
    found.push({ promise, name, file, state })
  }

  const of = (promise: string): PromiseTest[] => found.filter((each) => each.promise === promise)

  function verdict(promise: string): 'kept' | 'FAILED' | 'NO TEST RAN' {
    const ran = of(promise).filter(({ state }) => state !== 'skipped')
    if (ran.some(({ state }) => state === 'FAILED')) return 'FAILED'
    return ran.length > 0 ? 'kept' : 'NO TEST RAN'
  }

  const measured = (promise: string): string[] =>
    figures.filter((each) => each.promise === promise).map(({ figure }) => figure)

  return { read, of, verdict, measured, missing }
}
