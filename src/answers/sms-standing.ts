import type { Group, PauseSaid, Standing } from '../delivery/replies-room.ts'
import { fold, smsName } from '../delivery/sms-text.ts'
import { setCapacity } from '../directory/capacity.ts'
import { type Need, needs as needList } from '../directory/needs.ts'
import { pausePoint } from '../directory/pause.ts'
import {
  type CapacityRow,
  type Contact,
  capacitiesOf,
  type PointDetails,
  servicePointsByIds,
} from '../directory/store.ts'
import { instantOf, localTime } from '../geography/local-time.ts'
import { after, DAY, HOUR } from '../platform/clock.ts'
import { Problem } from '../platform/errors.ts'
import { clockText } from '../routing/notices.ts'
import type { Turn } from '../services.ts'
import type { Result, Texts } from './sms-answers.ts'

/** As long as a figure is believed that says nothing else. */
const FRESH = 24 * HOUR
/** As in the pages: nobody is woken by the end of a pause. */
const MORNING = 8 * 60
const NAME = 12

/**
 * Room or a pause, as of now: `BEDS 3`, `FULL`, `PAUSE 3`. Only from a contact that was confirmed and
 * works. Where the number or the figure may stand for several, nothing is changed and it is asked back.
 */
export async function sayStanding(
  turn: Turn,
  said: Standing,
  contacts: readonly Contact[],
): Promise<Result> {
  const sound = contacts.filter(({ confirmedAt, failedAt }) => confirmedAt && !failedAt)
  const points = await pointsOf(turn, sound)
  if (points.length === 0) return { say: (m) => m.standing.refused(), outcome: 'standing_refused' }
  const able = said.pause ? points : points.filter((point) => counted(point).length > 0)
  if (able.length === 0) return { say: (m) => m.standing.nothing(), outcome: 'standing_nothing' }
  const meant = chosen(able, said)
  const [point] = meant
  if (!point || meant.length > 1) return which(able, said)
  const contact = sound.find(({ servicePointId }) => servicePointId === point.id)!
  const acting: Turn = { ...turn, actor: { id: `contact:${contact.id}`, role: 'contact' } }
  const name = able.length > 1 ? nameOf(point) : undefined
  return said.pause
    ? pause(acting, point, said.pause, name)
    : room(acting, point, said as RoomSaid, name)
}

type RoomSaid = Extract<Standing, { room: number }>

async function pointsOf({ tx }: Turn, contacts: readonly Contact[]): Promise<PointDetails[]> {
  const ids = [...new Set(contacts.map(({ servicePointId }) => servicePointId))].sort()
  const found = await servicePointsByIds(tx, ids)
  return ids.map((id) => found.get(id)!).filter(({ removedAt }) => !removedAt)
}

/** What is counted there: its beds, which its needs share; where it has none, its seats. */
function counted({ needs }: PointDetails): Need[] {
  const of = (takes: string) => needs.filter((need) => needList[need].takes === takes)
  const beds = of('bed')
  return beds.length > 0 ? beds : of('seat')
}

/** By the number of a choice, and by words of its name. One whose name does not fit is not meant, even alone. */
function chosen(points: readonly PointDetails[], { choice, words }: Standing): PointDetails[] {
  return points.filter((point, i) => {
    const own = fold(`${point.name} ${point.nameFr ?? ''}`).match(/[a-z]+/g) ?? []
    return (
      (choice === undefined || choice === i + 1) &&
      words.every((word) => (own as string[]).includes(word))
    )
  })
}

/** The first word of its name that may stand in a text. */
const nameOf = ({ name }: PointDetails): string =>
  name
    .split(/[\s,/]+/)
    .filter((word) => word.length > 2)
    .map((word) => smsName(word, NAME))
    .find((word) => word !== undefined) ?? '-'

function which(points: readonly PointDetails[], said: Standing): Result {
  const names = points.map(nameOf)
  return {
    say: (m) => m.standing.which({ said: again(m, said), names }),
    outcome: 'standing_which',
  }
}

/** What was said, for an example. */
function again({ standing: { words, groups } }: Texts, said: Standing): string {
  if (said.pause) {
    if (said.pause === 'over') return `${words.pause} ${words.off}`
    const { pause } = said
    return `${words.pause} ${'date' in pause ? pause.date : pause.days}`
  }
  const what = said.full ? words.full : `${words.beds} ${said.room}`
  return said.group ? `${what} ${groups[said.group]}` : what
}

async function room(
  turn: Turn,
  point: PointDetails,
  said: RoomSaid,
  name?: string,
): Promise<Result> {
  const { tx, now, config } = turn
  const figures = await capacitiesOf(tx, point.id)
  const groups = groupsOf(figures, now)
  if (!said.full && !said.group && groups.length > 0)
    return {
      say: (m) =>
        m.standing.forWhom({
          said: again(m, said),
          groups: groups.map((group) => m.standing.groups[group]),
        }),
      outcome: 'standing_which',
    }
  // Full, or so much for all, contradicts every figure of a group that still counts.
  const whom = said.group && said.group !== 'any' ? [said.group] : (['any', ...groups] as const)
  const entries = counted(point).flatMap((need) =>
    whom.map((population) => ({ need, population, room: said.room })),
  )
  await setCapacity(tx, turn, point.id, entries, now, turn.actor)
  const until = after(now, FRESH)
  const { SENDER_LABEL: label } = config
  return {
    say: (m) =>
      m.standing.room({
        ...{ label, name, room: said.room, until: clockText(m, until, now, point.zone) },
        ...(said.group && { group: m.standing.groups[said.group] }),
      }),
    outcome: 'room_set',
  }
}

/** Groups of which a figure still counts. */
const groupsOf = (figures: readonly CapacityRow[], now: Date): Group[] => [
  ...new Set(
    figures
      .filter(({ freshUntil, population }) => freshUntil > now && population !== 'any')
      .map(({ population }) => population),
  ),
]

async function pause(
  turn: Turn,
  point: PointDetails,
  said: PauseSaid,
  name?: string,
): Promise<Result> {
  const { now, config } = turn
  const { zone } = point
  const label = config.SENDER_LABEL
  const until = said === 'over' ? null : endOf(said, zone, now)
  try {
    if (until === undefined) return badPause
    await pausePoint(turn, point.id, until)
  } catch (error) {
    if (error instanceof Problem && error.status === 422) return badPause
    throw error
  }
  if (!until) return { say: (m) => m.standing.resumed({ label, name }), outcome: 'resumed' }
  const far = until >= after(now, 6 * DAY)
  return {
    say: (m) => {
      const clock = clockText(m, until, far ? until : now, zone)
      const day = far ? `${localTime(until, zone).date} ` : ''
      return m.standing.paused({ label, name, until: `${day}${clock}` })
    },
    outcome: 'paused',
  }
}

const badPause: Result = { say: (m) => m.standing.badPause(), outcome: 'standing_refused' }

/** Eight in the morning of that day, by its own clock. */
function endOf(said: Exclude<PauseSaid, 'over'>, zone: string, now: Date): Date | undefined {
  if ('days' in said)
    return instantOf(zone, localTime(now, zone).date, said.days * 24 * 60 + MORNING)
  return Number.isNaN(Date.parse(said.date)) ? undefined : instantOf(zone, said.date, MORNING)
}
