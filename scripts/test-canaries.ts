import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { REFERRAL_EXAMPLE } from '../src/intake/examples.ts'
import { shownIn } from '../test/fixtures/canaries.ts'

// S1 over everything that the suites wrote: nearly every test makes the referral of the examples, so what it
// says of a person is a canary in each of them. It may stand in no file of the cluster: tables, write-ahead
// log, PostgreSQL's own log; in no form, also not in base64.
const SECRETS = {
  notes: REFERRAL_EXAMPLE.notes,
  phone: REFERRAL_EXAMPLE.safeContact.channels[0]!.value,
}

const [folder = ''] = process.argv.slice(2)
const files = (readdirSync(folder, { recursive: true }) as string[])
  .map((name) => join(folder, name))
  .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
const shown = files.flatMap((path) => {
  const found = shownIn(read(path), SECRETS)
  return found.length > 0 ? [`${path}: ${found.join(', ')}`] : []
})
if (files.length === 0) shown.push('no file was read')
for (const line of shown) console.log(`FAILED S1, what was said of a person stands in ${line}`)
if (shown.length === 0)
  console.log(`S1: nothing that was said of a person is in ${files.length} files.`)
process.exitCode = shown.length > 0 ? 1 : 0

/** PostgreSQL takes files away while this reads: what is gone shows nothing. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
