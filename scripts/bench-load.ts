import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Gazetteer } from '../src/geography/gazetteer.ts'
import { locate } from '../src/geography/locate.ts'
import { REFERRAL_EXAMPLE } from '../src/intake/examples.ts'
import { seeded, weighted } from './bench-random.ts'

/**
 * Who asks: each of these in turn. No emergencies: nobody is on shift here, and one that nobody claims
 * calls supervisors every ten minutes. Two needs each, so that two service points are asked.
 */
const PEOPLE = [
  { needs: ['emergency_shelter', 'legal_immigration'], age: 31, languages: ['es', 'en'] },
  { needs: ['safe_house', 'medical_care'], age: 35, languages: ['fr'] },
  { needs: ['crisis_counselling', 'food'], age: 19, relocation: 'leave_area' },
  { needs: ['transitional_housing', 'employment'], age: 22, accessNeeds: ['wheelchair'] },
  { needs: ['legal_labour', 'financial_aid'], gender: 'man', age: 40, languages: ['tl', 'en'] },
  { needs: ['emergency_shelter', 'mental_health'], age: 27, substanceUse: true },
  { needs: ['education_language', 'clothing_hygiene'], urgency: 'standard', languages: ['ar'] },
  { needs: ['safe_house', 'peer_support'], age: 44, household: { pets: 1 } },
]

/** Bodies of POST /v1/referrals: two in three from places by population, one from any place. */
export function referralBodies(gazetteer: Gazetteer, count: number): string[] {
  const random = seeded(2026)
  const byPopulation = weighted(gazetteer.places, ({ population = 300 }) => population)
  return Array.from({ length: count }, (_, i) => {
    const place = random.chance(2 / 3) ? byPopulation(random) : random.pick(gazetteer.places)
    const { lat, lng } = place.point
    const area = { lat: lat + 0.05, lng }
    const avoid = { areas: [{ ...area, radiusKm: 4 }] }
    const { age: _age, ...example } = REFERRAL_EXAMPLE
    return JSON.stringify({
      ...{ ...example, location: { place: place.id }, notes: 'Can come by taxi. '.repeat(10) },
      ...(i % 4 === 0 && locate(gazetteer, area).ok ? { avoid } : {}),
      ...PEOPLE[i % PEOPLE.length],
    })
  })
}

export type Load = {
  /** Referrals that were answered 201: when they were to be sent (ms since 1970), and for how long. */
  made: { reference: string; at: number; ms: number }[]
  /** What else was answered, and what was cut off, by status or code. */
  failed: Record<string, number>
  /** Of the sending itself: how late it was at worst, milliseconds. */
  late: number
}

/**
 * Sends referrals at `rate` a second for `seconds`, whether those before are answered or not; times
 * count from when each was to be sent, so that a program that falls behind cannot hide it.
 */
export async function sendReferrals(
  urls: string[],
  keys: string[],
  bodies: string[],
  { rate, seconds, progress }: { rate: number; seconds: number; progress?: (load: Load) => void },
): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: 500 })
  const load: Load = { made: [], failed: {}, late: 0 }
  const began = now()
  const answers: Promise<void>[] = []
  let told = began
  for (let i = 0; i < rate * seconds; i++) {
    const at = began + (i * 1000) / rate
    if (at - now() > 1) await sleep(at - now())
    load.late = Math.max(load.late, now() - at)
    const url = `${urls[i % urls.length]}/v1/referrals`
    const headers = { authorization: `Bearer ${keys[i % keys.length]}` }
    const sent = post(agent, url, headers, bodies[i % bodies.length]!).then((answer) => {
      if (answer.status === 201)
        load.made.push({ reference: answer.reference!, at, ms: now() - at })
      else load.failed[answer.status] = (load.failed[answer.status] ?? 0) + 1
    })
    answers.push(sent)
    if (progress && now() - told > 10_000) {
      told = now()
      progress(load)
    }
  }
  await Promise.all(answers)
  agent.destroy()
  return load
}

type Answer = { status: number | string; reference?: string }

/** Never rejects: what was cut off has its code for a status. */
function post(agent: Agent, url: string, headers: object, body: string): Promise<Answer> {
  return new Promise((resolve) => {
    const sent = request(url, {
      ...{ method: 'POST', agent, timeout: 60_000 },
      headers: {
        ...headers,
        ...{ 'content-type': 'application/json', 'idempotency-key': randomUUID() },
        'content-length': Buffer.byteLength(body),
      },
    })
    sent.on('response', async (response) => {
      let text = ''
      response.setEncoding('utf8')
      for await (const chunk of response) text += chunk
      const status = response.statusCode!
      resolve(status === 201 ? { status, reference: JSON.parse(text).reference } : { status })
    })
    sent.on('timeout', () => sent.destroy(Object.assign(new Error(), { code: 'no answer' })))
    sent.on('error', ({ code = 'cut' }: NodeJS.ErrnoException) => resolve({ status: code }))
    sent.end(body)
  })
}

/** Milliseconds since 1970, the same in every process of a machine. */
const now = () => performance.timeOrigin + performance.now()

/** `share` of the sorted numbers is at most this. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
