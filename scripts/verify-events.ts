import { parseArgs } from 'node:util'
import { databaseClock } from '../src/platform/clock.ts'
import { BadConfig, type Config, readConfig } from '../src/platform/config.ts'
import { cleaned } from '../src/platform/database.ts'
import { DataFolderInUse } from '../src/platform/embedded.ts'
import { openDatabase } from '../src/platform/open.ts'
import { openLines } from '../src/protection/anchor-file.ts'
import {
  FAULTS,
  type Fault,
  type RecordKey,
  type Verified,
  verifyRecord,
} from '../src/protection/verify.ts'
import { recordKeyOf } from './record-key.ts'

const USAGE = `scripts/verify-events [--anchors FILE] [--json]

Recomputes the whole record with RECORD_KEY and says what was changed, exchanged, cut or taken out, and
which anchor shows it. With the server's environment; it writes nothing and the server may run (but not
beside the embedded database).

  --anchors FILE  the lines of the anchors; best a copy that was kept elsewhere. Default: ANCHORS_FILE
  --json          each fault and the summary as a line of JSON

The faults go to standard output, the progress to standard error. Exit: 0 all is whole, 1 something is
wrong, 2 it could not be checked.
`
/** More of one kind tell nothing new to a person who reads. */
const MOST_SAID = 200

const { values } = parseArgs({
  options: {
    anchors: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

if (values.help) console.log(USAGE)
else process.exitCode = await verify(values.anchors, values.json)

async function verify(given: string | undefined, json: boolean): Promise<number> {
  try {
    const config = readConfig(process.env)
    const file = given ?? config.ANCHORS_FILE!
    const { verified, count } = await check(config, file, (fault, nth) => {
      if (json) console.log(JSON.stringify({ ...fault, what: FAULTS[fault.kind] }))
      else if (nth <= MOST_SAID) console.log(inWords(fault))
      else if (nth === MOST_SAID + 1) console.log('… (--json says all)')
    })
    if (json) console.log(JSON.stringify({ ...verified, faults: count }))
    else console.log(summary(verified, count, file))
    return count > 0 ? 1 : 0
  } catch (thrown) {
    const error = cleaned(thrown)
    const expected = error instanceof BadConfig || error instanceof DataFolderInUse
    console.error(expected ? error.message : `The record could not be checked: ${error}`)
    return 2
  }
}

async function check(config: Config, file: string, say: (fault: Fault, nth: number) => void) {
  // Without the role that migrates: looking changes nothing.
  const db = await openDatabase({ ...config, MIGRATION_DATABASE_URL: undefined })
  try {
    const keys = recordKey(config)
    const lines = await openLines(file)
    const snapshot = { isolationLevel: 'repeatable read', accessMode: 'read only' } as const
    return await db.orm.transaction(async (tx) => {
      const now = await databaseClock.now(tx)
      const faults = verifyRecord(tx, keys, { now, lines, progress })
      for (let count = 0; ; count++) {
        const { done, value } = await faults.next()
        if (done) return { verified: value, count }
        say(value, count + 1)
      }
    }, snapshot)
  } finally {
    await db.close()
  }
}

function recordKey(config: Config): RecordKey {
  const key = recordKeyOf(config)
  if (key) return key
  throw new BadConfig([`RECORD_KEY is not set, and ${config.DATA_DIR} holds no keys of the demo`])
}

function progress(events: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${events} events`)
}

/** "an event was changed: chain referral:… event 3, shown by anchor 12". */
function inWords({ kind, chain, seq, anchor, line }: Fault): string {
  const where = [
    chain && `chain ${chain}${seq ? `, event ${seq}` : ''}`,
    line && `line ${line}`,
    anchor && (chain ? `shown by anchor ${anchor}` : `anchor ${anchor}`),
    chain && !anchor && 'not anchored yet',
  ]
  const said = where.filter(Boolean).join('; ')
  return said ? `${FAULTS[kind]}: ${said}` : FAULTS[kind]
}

function summary(
  { chains, events, anchors, notAnchored, lastAnchor }: Verified,
  faults: number,
  file: string,
) {
  const covered = lastAnchor
    ? `The last anchor is number ${lastAnchor.number} of ${lastAnchor.at.toISOString()}; events after it, which nothing would show if they were cut: ${notAnchored}.`
    : 'There is no anchor yet: that the end of a chain was cut would not show.'
  const verdict = faults === 0 ? 'All is whole.' : `NOT WHOLE, faults: ${faults}.`
  return `${verdict} Chains: ${chains}, events: ${events}, anchors: ${anchors}; compared with ${file}.\n${covered}`
}
