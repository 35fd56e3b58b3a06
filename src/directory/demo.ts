import { and, eq } from 'drizzle-orm'
import { servicePoints } from '../../db/schema.ts'
import { demoDirectory } from '../../db/seed/demo-directory.ts'
import { after, DAY, HOUR } from '../platform/clock.ts'
import { type Tx, transact } from '../platform/database.ts'
import type { Actor } from '../protection/may.ts'
import type { Services } from '../services.ts'
import { parseHours } from './hours-text.ts'
import type { Need } from './needs.ts'
import { editOrganization } from './organization.ts'
import { CHANNELS, type Population } from './people.ts'
import type { Facts } from './schemas.ts'
import { type ServicePointInput, saveServicePoint } from './service-point.ts'

/** One line of `db/seed/demo-directory.ts`. */
export type DemoPoint = Partial<Omit<Facts, 'city' | 'province' | 'hours'>> & {
  /** A place of the gazetteer, such as `Thunder Bay, ON`. */
  at: string
  name: string
  needs: Need[]
  /** As in a CSV cell: `24/7`, `Mo-Fr 09:00-17:00`, `by appointment`. Left out: unknown. */
  hours?: string
  hidden?: boolean
  /** Not vetted: no contacts, never offered anything. */
  listed?: boolean
  /** Which contacts it has; both by default. */
  contacts?: 'sms' | 'email'
  contactsConfirmed?: false
  /** By default French in Québec, else English. */
  contactLanguage?: 'en' | 'fr'
  /** Need, population, room, and how many hours ago that was said; it holds for 24. */
  room?: [Need, Population, number, number][]
}

const LOADER: Actor = { id: 'demo-directory', role: 'system' }
const SOURCE = 'demo'
/** Each point in a transaction of its own would be slow, all in one would show no progress. */
const BATCH = 10

/**
 * Loads the fictional directory and says how far it is. What is there already is left alone, so that
 * a start which was killed can be repeated.
 * @returns how many service points were loaded now
 */
export async function loadDemoDirectory(
  services: Pick<Services, 'db' | 'clock' | 'committed' | 'keys' | 'gazetteer'>,
  progress: (done: number, total: number) => void,
): Promise<number> {
  const numbers = telephoneNumbers()
  let loaded = 0
  for (let from = 0; from < demoDirectory.length; from += BATCH) {
    const batch = demoDirectory.slice(from, from + BATCH)
    loaded += await transact(services, async (tx, now) => {
      let added = 0
      for (const point of batch) {
        if (await load(tx, services, point, numbers.get(point)!, now)) added++
      }
      return added
    })
    progress(Math.min(from + BATCH, demoDirectory.length), demoDirectory.length)
  }
  return loaded
}

async function load(
  tx: Tx,
  services: Pick<Services, 'keys' | 'gazetteer'>,
  point: DemoPoint,
  phones: Telephones,
  now: Date,
): Promise<boolean> {
  const sourceId = slug(point.name)
  const [known] = await tx
    .select({ id: servicePoints.id })
    .from(servicePoints)
    .where(and(eq(servicePoints.source, SOURCE), eq(servicePoints.sourceId, sourceId)))
  if (known) return false
  const website = `https://${sourceId}.example`
  const organization = { name: point.name, nameFr: point.nameFr, website, source: SOURCE, sourceId }
  const organizationId = await editOrganization(tx, services, organization, now, LOADER)
  const input = {
    ...inputOf(point, phones, now),
    organizationId,
    source: SOURCE,
    sourceId,
    website,
  }
  await saveServicePoint(tx, services, input, now, LOADER)
  return true
}

/** Checked yesterday to a month ago; vetted half a year ago; contacts called three weeks ago. */
function inputOf(
  { at, hours, listed, contacts, contactsConfirmed, contactLanguage, room, ...facts }: DemoPoint,
  phones: Telephones,
  now: Date,
): Omit<ServicePointInput, 'organizationId'> {
  const [city, province] = at.split(', ') as [string, string]
  const language = contactLanguage ?? (province === 'QC' ? 'fr' : 'en')
  const confirmed =
    contactsConfirmed === false ? undefined : { by: 'demo', at: after(now, -21 * DAY) }
  const reached = [
    { channel: 'sms' as const, value: phones.sms, language, confirmed },
    { channel: 'email' as const, value: `intake@${slug(facts.name)}.example`, language, confirmed },
  ]
  return {
    description:
      language === 'fr'
        ? 'Fictif : fait partie du répertoire de démonstration.'
        : 'Fictional: part of the demonstration directory.',
    channels: [...CHANNELS],
    verifiedOn: after(now, -(1 + (facts.name.length % 30)) * DAY)
      .toISOString()
      .slice(0, 10),
    phones: [{ number: phones.public }],
    ...facts,
    city: city.replace('’', "'"),
    province,
    hours: parseHours(hours ?? ''),
    ...(!listed && {
      status: 'partner' as const,
      vetted: { by: 'demo', at: after(now, -180 * DAY), how: 'Fictional: nobody was called.' },
      contacts: reached.filter(({ channel }) => channel === (contacts ?? channel)),
      capacities: (room ?? []).map(([need, population, beds, hoursAgo]) => {
        const updatedAt = after(now, -hoursAgo * HOUR)
        return { need, population, room: beds, updatedAt }
      }),
    }),
  }
}

type Telephones = { public: string; sms: string }

/**
 * 555-01xx is kept for fiction, a hundred numbers in each area code: 10 to 49 are telephones, 50 to
 * 89 receive texts. The rest is left to examples.
 */
function telephoneNumbers(): Map<DemoPoint, Telephones> {
  const used = new Map<string, number>()
  return new Map(
    demoDirectory.map((point) => {
      const area = areaCode(point)
      const n = used.get(area) ?? 0
      used.set(area, n + 1)
      if (n >= 40) throw new RangeError(`no fictional numbers left in area code ${area}`)
      return [point, { public: `+1${area}55501${10 + n}`, sms: `+1${area}55501${50 + n}` }] as const
    }),
  )
}

function areaCode({ at, remote }: DemoPoint): string {
  if (remote) return '800'
  if (/^(Thunder Bay|Kenora|Sioux Lookout)/.test(at)) return '807'
  return AREA_CODES[at.slice(-2)]!
}

const AREA_CODES: Record<string, string> = {
  AB: '403',
  BC: '604',
  MB: '204',
  NB: '506',
  NL: '709',
  NS: '902',
  NT: '867',
  NU: '867',
  ON: '416',
  PE: '902',
  QC: '514',
  SK: '306',
  YT: '867',
}

const slug = (name: string) =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[\p{M}’]/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
