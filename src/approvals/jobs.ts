import { contactChanges } from '../directory/contact-change.ts'
import type { Stop } from '../directory/contacts.ts'
import { dutyJob, type Job } from '../platform/due.ts'
import { expiredSecrets } from '../protection/approval.ts'
import { stopLinks } from '../routing/stopped-contacts.ts'
import { openTask } from '../routing/task.ts'
import type { Services } from '../services.ts'

/** What becomes of approvals by itself. */
export const approvalJobs = (services: Services, stop: Stop = stopLinks): Job[] => [
  dutyJob(
    services,
    contactChanges(services, stop, (turn, servicePointId) =>
      openTask(turn, {
        ...{ servicePointId, kind: 'stuck', role: 'editor', urgency: 'standard' },
        reason: 'contact_change',
      }),
    ),
  ),
  dutyJob(services, expiredSecrets()),
]
