import { createInterface } from 'node:readline'
import { tapReport } from './test-report.ts'

type Row = { name: string; held: string; figures: string[] }

/**
 * Reads the TAP of `scripts/prove pages` from standard input, tells it as it comes, and ends with a
 * Markdown table: which pages in which language, in how many states, looked at how often, and the
 * heaviest on the wire. Exit: 1 if anything failed, or nothing ran.
 */
if (import.meta.main) {
  const report = tapReport((line) => {
    // Thousands of states that are as they should be are not told one by one.
    if (!line.startsWith('    measured: ')) console.log(line)
  })
  const rows: Row[] = []
  let figures: string[] = []
  for await (const line of createInterface({ input: process.stdin })) {
    report.read(line)
    const measured = /^\s+# measured: (.*)$/.exec(line)?.[1]
    if (measured) figures = measured.split('|').map((each) => each.trim())
    // A test two levels below the file, which has a time: pages in one language.
    const [, not, name = ''] = /^ {8}(not )?ok \d+ - (.*?) # time=/.exec(line) ?? []
    if (name === '') continue
    rows.push({ name, held: not ? 'FAILED' : 'all well', figures })
    console.log(`${not ? 'FAILED ' : ''}${name}: ${figures[0] ?? 'no'} states`)
    figures = []
  }
  const well = report.end([])
  console.log('\n| pages | states | looks | heaviest, as served | |\n|---|---|---|---|---|')
  for (const { name, held, figures } of rows) {
    const [states = '', looks = '', heaviest = ''] = figures
    console.log(`| ${name} | ${states} | ${looks} | ${heaviest} | ${held} |`)
  }
  const sum = (at: number) =>
    rows.reduce((all, { figures }) => all + Number(figures[at] ?? 0), 0).toLocaleString('en')
  console.log(`\n${sum(0)} states, ${sum(1)} looks.`)
  process.exitCode = well && rows.length > 0 ? 0 : 1
}
