import { createInterface } from 'node:readline'

const NOISE =
  /^(TAP version|1\.\.\d+|# (time=|failed |skip|todo|No coverage|Subtest)|[{}]$|---$|\.\.\.$)/i

/**
 * Reads the TAP of a run from standard input and tells it briefly: a line for each test file, each
 * failure with its reason, what did not run and why, and last `N passed, N failed, N skipped`.
 * A test is a named one that holds no others. Arguments say what failed before; each counts as one.
 * `--each` also tells of every test as it ends. Exit: 1 if anything failed.
 */
if (import.meta.main) {
  const failedBefore = process.argv.slice(2).filter((argument) => argument !== '--each')
  const report = tapReport((line) => console.log(line), process.argv.includes('--each'))
  for await (const line of createInterface({ input: process.stdin })) report.read(line)
  process.exitCode = report.end(failedBefore) ? 0 : 1
}

/** `file`: of a suite, the one that is at work. */
type Open = {
  name: string
  file?: string
  holdsTests: boolean
  failedInside: number
  told: boolean
}

/** `read` takes one line of TAP; `end` prints the closing lines and returns whether all is well. */
export function tapReport(say: (line: string) => void, each = false) {
  const open: Open[] = []
  const skipped = new Map<string, string[]>()
  const failed: string[] = []
  let passed = 0
  let total: { fail: number } | undefined
  let block: { indent: number; print: boolean } | undefined

  function read(line: string): void {
    const indent = line.length - line.trimStart().length
    const text = line.trim()
    if (block && (text === '' || indent > block.indent)) {
      diagnosis(line, text)
      return
    }
    block = undefined
    const point = /^(not )?ok \d+(?: - (.*?))?(?: # (SKIP|TODO|time=)(.*))?$/i.exec(text)
    if (text.startsWith('# file: ')) open[0]!.file = text.slice('# file: '.length)
    else if (text.startsWith('# Subtest: ')) begin(text.slice('# Subtest: '.length))
    else if (point) {
      const [, not, name = '', directive = '', rest = ''] = point
      const closes = open.length === indent / 4 + 1 && open.at(-1)!.name === name
      const test = closes ? open.pop() : undefined
      if (/skip|todo/i.test(directive)) skip(test ? '' : path(name), rest.trim())
      else if (test) close(test, !not, rest, indent)
      else if (not) tell(name, indent)
    } else if (text.startsWith('# { total: ')) {
      total = { fail: Number(/fail: (\d+)/.exec(text)?.[1] ?? 0) }
    } else if (text !== '' && !NOISE.test(text)) say(`    ${text}`)
  }

  function begin(name: string): void {
    if (open.length > 0) open.at(-1)!.holdsTests = true
    open.push({ name, holdsTests: false, failedInside: 0, told: false })
  }

  function close(test: Open, ok: boolean, milliseconds: string, indent: number): void {
    const took = milliseconds ? `  ${(Number.parseFloat(milliseconds) / 1000).toFixed(1)} s` : ''
    if (ok && !test.holdsTests && open.length > 0) passed += 1
    if (open.length === 0) say(`${ok ? '' : 'FAILED '}${test.name}${took}`)
    else if (each && !test.holdsTests) say(`    ${ok ? '' : 'FAILED '}${path(test.name)}${took}`)
    if (ok) return
    if (test.failedInside > 0) block = { indent, print: false }
    else {
      failed.push(path(test.name))
      for (const parent of open) parent.failedInside += 1
      if (test.told) block = { indent, print: false }
      else tell(test.name, indent)
    }
  }

  function skip(name: string, reason: string): void {
    if (name === '') return
    const why = reason || 'no reason given'
    skipped.set(why, [...(skipped.get(why) ?? []), name])
  }

  /** A failed assertion, or a test that ended badly: its reason follows as a block. */
  function tell(name: string, indent: number): void {
    for (const test of open) test.told = true
    say(`\nFAILED ${path(name)}`)
    block = { indent, print: true }
  }

  function diagnosis(line: string, text: string): void {
    if (block?.print && text !== '' && text !== '---' && text !== '...')
      say(line.slice(block.indent))
    if (text === '...') block = undefined
  }

  const path = (name: string): string =>
    [...open.map((test) => test.file ?? test.name), name].join(' > ')

  function end(failedBefore: string[]): boolean {
    const unexplained =
      total === undefined
        ? ['the run of the tests did not end']
        : total.fail > 0 && failed.length === 0
          ? ['tap counts failures that this report did not see']
          : []
    const bad = [...failedBefore, ...failed, ...unexplained]
    const skips = [...skipped.values()].flat().length
    if (skips > 0) say('\n== Did not run')
    for (const [why, names] of skipped) {
      say(`${why}:`)
      for (const name of names) say(`  ${name}`)
    }
    if (bad.length > 0) say('\n== Failed')
    for (const name of bad) say(`  ${name}`)
    say(`\n${passed} passed, ${bad.length} failed, ${skips} skipped`)
    return bad.length === 0
  }

  return { read, end }
}
