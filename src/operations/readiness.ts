import { type Static, Type } from 'typebox'
import { WHOLE } from '../delivery/breaker.ts'
import { SECOND } from '../platform/clock.ts'
import type { Services } from '../services.ts'
import type { Look } from './look.ts'
import type { Standbys } from './standbys.ts'

const Count = Type.Union([Type.Integer(), Type.Null()])
const ON_CALL = {
  operators: 'ON_CALL_OPERATORS',
  supervisors: 'ON_CALL_SUPERVISORS',
  backup: 'ON_CALL_BACKUP',
} as const

/** Public: nothing here names a place, a person or a machine. */
export const ReportSchema = Type.Object(
  {
    ready: Type.Boolean(),
    leaving: Type.Boolean({ description: 'It is about to stop: send it nothing new.' }),
    mode: Type.String(),
    database: Type.Object({
      kind: Type.String(),
      answers: Type.Boolean(),
      writable: Type.Union([Type.Boolean(), Type.Null()]),
    }),
    standbys: Type.Union(
      [
        Type.Object({
          wanted: Type.Integer({ description: 'For so many of them each commit waits.' }),
          connected: Type.Integer(),
          inSync: Count,
        }),
        Type.Null(),
      ],
      { description: 'Null: not known. `inSync` is null where the role may not see it.' },
    ),
    overdue: Type.Array(
      Type.Object({ kind: Type.String(), rows: Type.Integer(), seconds: Type.Number() }),
      { description: 'What is due and nobody has taken up, the oldest kind first.' },
    ),
    oldestOverdueSeconds: Type.Union([Type.Number(), Type.Null()]),
    providers: Type.Array(
      Type.Object({
        name: Type.String(),
        state: Type.Enum(['whole', 'coming_back', 'left'], { type: 'string' }),
      }),
    ),
    onCall: Type.Object(
      {
        operators: Type.Boolean(),
        supervisors: Type.Boolean(),
        backup: Type.Boolean(),
      },
      { description: 'Whether anybody of them can be told.' },
    ),
    canary: Type.Array(
      Type.Object({
        lane: Type.String(),
        misses: Type.Integer({ description: 'In a row.' }),
        arrivedSecondsAgo: Type.Union([Type.Number(), Type.Null()]),
      }),
    ),
    problems: Type.Array(Type.String(), { description: 'Why it cannot.' }),
    warnings: Type.Array(Type.String(), {
      description: 'What a human should look at, and what is not fit for real use.',
    }),
  },
  {
    description: 'Whether it can do its work.',
    examples: [
      {
        ...{ ready: true, leaving: false, mode: 'demo' },
        database: { kind: 'embedded', answers: true, writable: true },
        standbys: null,
        overdue: [],
        oldestOverdueSeconds: null,
        providers: [{ name: 'local', state: 'whole' }],
        onCall: { operators: true, supervisors: true, backup: true },
        canary: [],
        problems: [],
        warnings: ['Demo mode: fictional contacts, nothing is sent outside.'],
      },
    ],
  },
)
export type Report = Static<typeof ReportSchema>

/** So long something may be due before a human should look. */
const OVERDUE = 60
export const MISSES = 2

/**
 * What a look comes to. Problems are what makes another process, or none, the better choice: a provider
 * that is down is a warning, since a referral that is taken in now is told to humans all the same.
 */
export function reportOf(
  { config, db, providers }: Pick<Services, 'config' | 'db' | 'providers'>,
  look: Look | undefined,
  leaving: boolean,
): Report {
  const problems: string[] = []
  const warnings: string[] = []
  if (leaving) problems.push('It is about to stop.')
  if (!look) problems.push('The database does not answer.')
  else if (!look.writable) problems.push('The database cannot be written to.')

  const standbys = look && typeof look.standbys === 'object' ? look.standbys : null
  if (look?.standbys === 'unknown') warnings.push('It is not known how the standbys do.')
  if (standbys) judge(standbys, problems, warnings)

  const carried = (contact: string) =>
    providers.order[contact.startsWith('+') ? 'sms' : 'email'].length > 0
  const onCall = { operators: false, supervisors: false, backup: false }
  for (const [who, list] of Object.entries(ON_CALL) as [
    keyof typeof onCall,
    keyof typeof config,
  ][]) {
    const contacts = config[list] as string[]
    onCall[who] = contacts.some(carried)
    if (contacts.length === 0) problems.push(`Nobody is on call: ${list} is empty.`)
    else if (!onCall[who]) problems.push(`Nobody is on call: no provider reaches ${list}.`)
  }

  const overdue = look?.overdue ?? []
  for (const { kind, seconds } of overdue)
    if (seconds > OVERDUE)
      warnings.push(`Something (${kind}) has been overdue for ${Math.round(seconds)} seconds.`)
  const health = [...providers.byName.keys()].map((name) => ({
    name,
    state: stateOf(look?.providers.find(({ provider }) => provider === name)?.step ?? WHOLE),
  }))
  for (const { name, state } of health)
    if (state === 'left') warnings.push(`The provider ${name} does not get through for now.`)

  const canary = (config.CANARY && look ? look.canaries : []).map(
    ({ lane, misses, arrivedAt }) => ({
      ...{ lane, misses },
      arrivedSecondsAgo: arrivedAt && (look!.now.getTime() - arrivedAt.getTime()) / SECOND,
    }),
  )
  for (const { lane, misses } of canary)
    if (misses >= MISSES) warnings.push(`The canary ${lane} missed ${misses} times in a row.`)

  if (!config.WORKERS) warnings.push('This process does nothing that is due (WORKERS=false).')
  if (db.kind === 'embedded')
    warnings.push('The embedded database is for trying out: it does not survive a power cut.')
  if (config.MODE === 'demo')
    warnings.push('Demo mode: fictional contacts, nothing is sent outside.')
  return {
    ...{ ready: problems.length === 0, leaving, mode: config.MODE },
    database: { kind: db.kind, answers: look !== undefined, writable: look?.writable ?? null },
    standbys: standbys && {
      ...{ wanted: standbys.wanted, connected: standbys.connected, inSync: standbys.inSync },
    },
    ...{ overdue, oldestOverdueSeconds: overdue[0]?.seconds ?? null },
    ...{ providers: health, onCall, canary, problems, warnings },
  }
}

const stateOf = (step: number): 'whole' | 'coming_back' | 'left' =>
  step === WHOLE ? 'whole' : step === 0 ? 'left' : 'coming_back'

function judge(
  { wanted, named, connected, inSync }: Standbys,
  problems: string[],
  warnings: string[],
): void {
  if (wanted === 0) return
  const sure = inSync ?? connected
  if (sure < wanted)
    problems.push(
      `Each commit waits for ${wanted} of its standbys, and ${sure} can be waited for: nothing is written.`,
    )
  else if (named !== null && sure < named)
    warnings.push(
      `Of ${named} standbys ${sure} can be waited for, and each commit needs ${wanted}.`,
    )
  if (inSync === null)
    warnings.push(
      'Whether the standbys follow is not known: grant pg_monitor to the program’s role.',
    )
}
