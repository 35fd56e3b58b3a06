import { sendJob } from './delivery/dispatch.ts'
import { inboundJob } from './delivery/inbound.ts'
import { openingsDuty } from './directory/openings.ts'
import { hooksOf } from './hooks.ts'
import { dutyJob, type Job } from './platform/due.ts'
import { deadlineJobs } from './routing/deadlines.ts'
import type { Services } from './services.ts'

/** Everything that happens by itself, as one visible list. */
export function jobsOf(services: Services): Job[] {
  const hooks = hooksOf()
  return [
    ...deadlineJobs(services),
    inboundJob(services, hooks),
    ...[...services.providers.byName.values()].map((provider) =>
      sendJob(services, provider, hooks),
    ),
    dutyJob(services, openingsDuty()),
  ]
}
