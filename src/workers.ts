import { approvalJobs } from './approvals/jobs.ts'
import { sendJob } from './delivery/dispatch.ts'
import { inboundJob } from './delivery/inbound.ts'
import { missedJob } from './delivery/missed.ts'
import { receiptJob } from './delivery/receipt-job.ts'
import { unreportedJob } from './delivery/unreported.ts'
import { openingsDuty } from './directory/openings.ts'
import { hooksOf } from './hooks.ts'
import { draftJob } from './intake/draft.ts'
import { canaryJob } from './operations/canary.ts'
import { dutyJob, type Job, patiently, punctually } from './platform/due.ts'
import { createSignal } from './platform/signal.ts'
import { anchorDuty } from './protection/anchor.ts'
import { anchorFileJob } from './protection/anchor-file.ts'
import { tipJob } from './public/tip.ts'
import { deadlineJobs } from './routing/deadlines.ts'
import { insiderJob } from './routing/insiders-digest.ts'
import { heartbeatJob } from './routing/lost-time.ts'
import { overrideDuty } from './routing/override.ts'
import { reminderJob } from './routing/reminders.ts'
import { retentionJobs } from './routing/retention.ts'
import { sweepJob } from './routing/retention-sweep.ts'
import { staleContactJob } from './routing/stale-contacts.ts'
import type { Services } from './services.ts'
import { reviewJobs } from './upkeep/review-jobs.ts'

/**
 * Everything that happens by itself, as one visible list. A look that finds nothing must wake nobody,
 * or the workers would keep each other awake: so jobs have a signal of their own, and whoever runs
 * them wakes the others when something was done.
 */
export function jobsOf(all: Services): Job[] {
  const services = { ...all, committed: createSignal() }
  const hooks = hooksOf()
  const providers = [...services.providers.byName.values()]
  const chores = [
    ...retentionJobs(services),
    sweepJob(services),
    tipJob(services),
    draftJob(services),
    insiderJob(services),
    dutyJob(services, openingsDuty()),
    ...approvalJobs(services),
    staleContactJob(services),
    ...reviewJobs(services),
    dutyJob(services, anchorDuty(services.keys)),
    anchorFileJob(services),
    ...providers.flatMap((provider) => (provider.missed ? missedJob(services, provider) : [])),
    ...providers.flatMap((provider) =>
      provider.look ? unreportedJob(services, provider, hooks) : [],
    ),
    ...(services.config.CANARY ? [canaryJob(services)] : []),
  ]
  return [
    // First: nothing is over while lost time is to be given back.
    heartbeatJob(services),
    ...deadlineJobs(services).map(punctually),
    punctually(dutyJob(services, overrideDuty(services))),
    punctually(reminderJob(services)),
    inboundJob(services, hooks),
    ...providers.map((provider) =>
      sendJob(services, provider, hooks, { ended: all.committed.wake }),
    ),
    punctually(receiptJob(services, hooks)),
    ...chores.map(patiently),
  ]
}
