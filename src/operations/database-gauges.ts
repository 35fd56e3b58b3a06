import { Gauge, type Registry } from 'prom-client'
import { WHOLE } from '../delivery/breaker.ts'
import { SECOND } from '../platform/clock.ts'
import type { Services } from '../services.ts'
import type { Figure, figuresOf } from './figures.ts'
import type { Look } from './look.ts'
import { DUE_KINDS } from './overdue.ts'

type Found = { look: Look; figures: Awaited<ReturnType<typeof figuresOf>> } | undefined

/** Gauges of what the database says; the function that is returned writes them anew. */
export function databaseGauges(registry: Registry) {
  const all: Gauge[] = []
  const gauge = <T extends string = never>(name: string, help: string, labelNames: T[] = []) => {
    const made = new Gauge({ name: `causeway_${name}`, help, labelNames, registers: [registry] })
    all.push(made as Gauge)
    return made
  }
  const up = gauge('database_up', '1 if the database answers in time.')
  const writable = gauge('database_writable', '1 if it can be written to.')
  const standbys = gauge('standbys', 'wanted: for how many each commit waits; connected.', ['what'])
  const due = gauge('due_rows', 'Rows that are due and that nobody has taken up.', ['kind'])
  const oldest = gauge('due_oldest_seconds', 'Since the oldest of them was due.', ['kind'])
  const offers = gauge('offers', 'open: now; other states: of those made in 24 hours.', ['state'])
  const answers = gauge('answers', 'Offers of 24 hours that somebody answered.', ['urgency'])
  const toAnswer = gauge('answer_seconds', 'Of these, from offer to answer.', [
    'urgency',
    'quantile',
  ])
  const legs = gauge('legs', 'Parts of referrals that still need something, now.', ['state'])
  const tasks = gauge('tasks_open', 'Open tasks, now.', ['kind', 'urgency'])
  const late = gauge('tasks_escalated', 'Of these, past their deadline at least once.', [
    ...(['kind', 'urgency'] as const),
  ])
  const messages = gauge('messages', 'Messages made in 24 hours, by what became of them.', [
    ...(['provider', 'channel', 'state', 'reason'] as const),
  ])
  const step = gauge('provider_step', '4: whole; 1 to 3: coming back; 0: left.', ['provider'])
  const failures = gauge('provider_failures', 'Failures in a row.', ['provider'])
  const anchor = gauge('anchor_age_seconds', 'Since the last anchor of the record.')
  const waiting = gauge('chains_not_anchored', 'Chains that moved since.')
  const misses = gauge('canary_misses', 'In a row.', ['lane'])
  const arrived = gauge('canary_arrived_age_seconds', 'Since one arrived.', ['lane'])

  return (found: Found, { providers }: Pick<Services, 'providers'>): void => {
    for (const each of all) each.reset()
    up.set(found ? 1 : 0)
    if (!found) return
    const { look, figures } = found
    const { now } = look
    writable.set(look.writable ? 1 : 0)
    if (typeof look.standbys === 'object')
      for (const what of ['wanted', 'connected'] as const)
        standbys.set({ what }, look.standbys[what])
    for (const kind of DUE_KINDS) {
      const one = look.overdue.find((each) => each.kind === kind)
      due.set({ kind }, one?.rows ?? 0)
      oldest.set({ kind }, one?.seconds ?? 0)
    }
    write(offers, figures.offers)
    write(legs, figures.legs)
    write(messages, figures.messages)
    for (const { urgency, value, ...times } of figures.answers) {
      answers.set({ urgency: String(urgency) }, value)
      const { p50, p90, p99, longest } = times
      for (const [quantile, seconds] of Object.entries({
        0.5: p50,
        0.9: p90,
        0.99: p99,
        1: longest,
      }))
        toAnswer.set({ urgency: String(urgency), quantile }, seconds)
    }
    write(
      tasks,
      figures.tasks.map(({ escalated: _, ...rest }) => rest),
    )
    write(
      late,
      figures.tasks.map(({ escalated, ...rest }) => ({ ...rest, value: escalated })),
    )
    for (const provider of providers.byName.keys()) {
      const known = look.providers.find((each) => each.provider === provider)
      step.set({ provider }, known?.step ?? WHOLE)
      failures.set({ provider }, known?.failures ?? 0)
    }
    if (figures.record.age !== null) anchor.set(figures.record.age)
    waiting.set(figures.record.waiting)
    for (const { lane, ...bird } of look.canaries) {
      misses.set({ lane }, bird.misses)
      if (bird.arrivedAt) arrived.set({ lane }, (now.getTime() - bird.arrivedAt.getTime()) / SECOND)
    }
  }
}

function write(gauge: Gauge, list: readonly Figure[]): void {
  for (const { value, ...labels } of list) gauge.set(labels as Record<string, string>, value)
}
