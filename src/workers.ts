import { sendJob } from './delivery/dispatch.ts'
import { inboundJob } from './delivery/inbound.ts'
import { openingsDuty } from './directory/openings.ts'
import { hooksOf } from './hooks.ts'
import { dutyJob, type Job } from './platform/due.ts'
import { createSignal } from './platform/signal.ts'
import { deadlineJobs } from './routing/deadlines.ts'
import { reminderJob } from './routing/reminders.ts'
import type { Services } from './services.ts'

/**
 * Everything that happens by itself, as one visible list. A look that finds nothing must wake nobody,
 * or the workers would keep each other awake: so jobs have a signal of their own, and whoever runs
 * them wakes the others when something was done.
 */
export function jobsOf(all: Services): Job[] {
  const services = { ...all, committed: createSignal() }
  const hooks = hooksOf()
  return [
    ...deadlineJobs(services),
    reminderJob(services),
    inboundJob(services, hooks),
    ...[...services.providers.byName.values()].map((provider) =>
      sendJob(services, provider, hooks),
    ),
    dutyJob(services, openingsDuty()),
  ]
}
