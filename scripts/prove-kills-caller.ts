import { setTimeout as sleep } from 'node:timers/promises'
import { REFERRAL_EXAMPLE } from '../src/intake/examples.ts'
import { type Random, seeded } from './bench-random.ts'

type Sent = { key: string; body: string; id?: string; reference?: string }
type Letter = { id: string; channel: string; to: string; text: string }
export type Caller = ReturnType<typeof callerOf>
export type Counts = ReturnType<Caller['counts']>

/**
 * The hotline and the service points of a proof, over all lives of the program: keeps what was sent
 * and what was acknowledged. One request at a time in each lane, so that the load is bounded.
 */
export function callerOf(apiKey: string, { seed, lanes }: { seed: number; lanes: number }) {
  const random = seeded(seed ^ 0x5eed)
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  const acknowledged: Sent[] = []
  const answered = new Set<string>()
  const faults: string[] = []
  let waiting: Sent[] = []
  let [made, replies, inFlight] = [0, 0, 0]

  /** Undefined: no answer, so that nothing is known. */
  async function ask(url: string, options: RequestInit = {}) {
    inFlight += 1
    try {
      const signal = AbortSignal.timeout(10_000)
      const response = await fetch(url, { headers, redirect: 'manual', signal, ...options })
      return { status: response.status, text: await response.text() }
    } catch {
      return undefined
    } finally {
      inFlight -= 1
    }
  }

  async function send(url: string, sent: Sent): Promise<void> {
    const known = sent.id !== undefined
    const answer = await ask(`${url}/v1/referrals`, {
      ...{ method: 'POST', body: sent.body },
      headers: { ...headers, 'idempotency-key': sent.key },
    })
    if (answer?.status === 201) {
      const { id, reference } = JSON.parse(answer.text) as { id: string; reference: string }
      if (known && id !== sent.id) faults.push(`key ${sent.key} gave ${sent.id}, then ${id}`)
      if (!known) acknowledged.push(Object.assign(sent, { id, reference }))
      return
    }
    if (answer && answer.status !== 503)
      faults.push(`POST of ${sent.key}: ${answer.status} ${answer.text.slice(0, 300)}`)
    if (!known) waiting.push(sent)
  }

  function next(): Sent {
    const again = waiting.shift()
    if (again) return again
    if (acknowledged.length > 0 && random.chance(0.1)) return random.pick(acknowledged)
    made += 1
    return { key: `kills-${seed}-${made}`, body: JSON.stringify(aReferral(random)) }
  }

  /** Plays the service points: answers some of the offers in the outbox, at most five at a look. */
  async function answerSome(url: string): Promise<void> {
    const outbox = await ask(`${url}/outbox.json`)
    if (outbox?.status !== 200) return
    const offers = (JSON.parse(outbox.text) as Letter[])
      .filter(({ id, channel }) => channel === 'sms' && !answered.has(id))
      .map((letter) => ({
        ...letter,
        said: /\b([A-Z0-9]{3}-[A-Z0-9]{3})\b.*\b(?:YES|OUI) (\d{4})/s.exec(letter.text),
      }))
      .filter(({ said }) => said)
    for (const { id, to, said } of offers.slice(0, 5)) {
      answered.add(id)
      const [, reference, digits] = said!
      const word = random.pick(['YES', 'YES', 'OUI', 'NO', 'FULL', undefined])
      if (!word) continue
      const body = JSON.stringify({
        from: to,
        to: 'Causeway',
        body: `${word} ${digits} ${reference}`,
      })
      const answer = await ask(`${url}/outbox/replies`, { method: 'POST', body })
      if (answer?.status === 303) replies += 1
      else if (!answer || answer.status === 503) answered.delete(id)
      else faults.push(`a reply: ${answer.status} ${answer.text.slice(0, 300)}`)
    }
  }

  /** Types the newest codes that came by e-mail on the pages whose links came by SMS. */
  async function confirmSome(url: string): Promise<void> {
    const outbox = await ask(`${url}/outbox.json`)
    if (outbox?.status !== 200) return
    const letters = JSON.parse(outbox.text) as Letter[]
    const codes = letters.flatMap(({ id, channel, text }) => {
      const [code] = /\b\d{6}\b/.exec(text) ?? []
      const [reference] = /\b[A-Z0-9]{3}-[A-Z0-9]{3}\b/.exec(text) ?? []
      return channel === 'email' && code && reference && !answered.has(id)
        ? [{ id, code, reference }]
        : []
    })
    for (const { id, code, reference } of codes.slice(0, 3)) {
      answered.add(id)
      const links = letters.flatMap(({ channel, text }) =>
        channel === 'sms' && text.includes(reference)
          ? (/\/answer\/[\w-]+/.exec(text)?.[0] ?? [])
          : [],
      )
      for (const link of links) {
        const answer = await ask(`${url}${link}/confirmation`, {
          ...{ method: 'POST', body: new URLSearchParams({ code }) },
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        })
        if (answer && ![200, 303, 400, 403, 409, 422, 429, 503].includes(answer.status))
          faults.push(`a code: ${answer.status} ${answer.text.slice(0, 300)}`)
      }
    }
  }

  /** Sends at a steady pace in each lane until it is stopped. */
  function load(url: string) {
    const stopping = new AbortController()
    const { signal } = stopping
    const repeat = async (work: () => Promise<void>, pause: () => number) => {
      while (!signal.aborted) {
        await work()
        await sleep(pause(), undefined, { signal }).catch(() => {})
      }
    }
    const loops = [
      ...Array.from({ length: lanes }, () =>
        repeat(
          () => send(url, next()),
          () => 20 + 80 * random.next(),
        ),
      ),
      repeat(
        () => answerSome(url),
        () => 400,
      ),
      repeat(
        () => confirmSome(url),
        () => 500,
      ),
    ]
    return {
      async stop() {
        stopping.abort()
        await Promise.all(loops)
      },
    }
  }

  /** Sends what was never acknowledged until it is: a program that stays up takes everything. */
  async function sendRest(url: string): Promise<void> {
    for (let round = 0; waiting.length > 0 && round < 5; round++) {
      const rest = waiting
      waiting = []
      for (const sent of rest) await send(url, sent)
    }
    if (waiting.length > 0) faults.push(`${waiting.length} were never taken`)
  }

  /** Every acknowledged referral: read by its id, and sent once more with its key. */
  async function readBack(url: string) {
    const found = new Set<string>()
    for (const sent of acknowledged) {
      const answer = await ask(`${url}/v1/referrals/${sent.id}`)
      const read = answer?.status === 200 ? JSON.parse(answer.text) : {}
      if (read.reference === sent.reference) found.add(sent.id!)
      else faults.push(`${sent.reference} is lost: ${answer?.status} ${answer?.text.slice(0, 200)}`)
      await send(url, sent)
    }
    return { found, faults }
  }

  const counts = () => ({
    acknowledged: acknowledged.length,
    ids: acknowledged.map(({ id }) => id!),
    waiting: waiting.length,
    inFlight,
    replies,
  })
  return { load, sendRest, readBack, counts }
}

const PLACES = [
  ['Thunder Bay', 'ON'],
  ['Toronto', 'ON'],
  ['Montréal', 'QC'],
  ['Winnipeg', 'MB'],
  ['Vancouver', 'BC'],
  ['Halifax', 'NS'],
  ['Whitehorse', 'YT'],
  ['Iqaluit', 'NU'],
] as const

/** Fictional: one need or two, anywhere, of any urgency; some are of minors. */
function aReferral(random: Random): object {
  const [place, province] = random.pick(PLACES)
  return {
    ...REFERRAL_EXAMPLE,
    location: { place, province },
    urgency: random.pick(['emergency', 'urgent', 'standard']),
    needs: random.pick([
      ['emergency_shelter'],
      ['emergency_shelter', 'legal_immigration'],
      ['crisis_counselling'],
      ['food', 'clothing_hygiene'],
    ]),
    gender: random.pick(['woman', 'man', 'non_binary']),
    age: random.pick([15, 19, 24, 24, 40, 67]),
  }
}
