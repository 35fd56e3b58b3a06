import type { PointDetails } from '../directory/store.ts'
import { areaLabel } from '../geography/region.ts'
import type { Language } from '../locales/locale.ts'
import { matchingTexts } from '../locales/matching.ts'
import { routingTexts } from '../locales/routing.ts'
import type { Turn } from '../services.ts'
import type { Referral } from './case.ts'
import { dutyInWords } from './duties.ts'
import type { Task } from './task.ts'
import type { TaskKind } from './task-kinds.ts'

/** The same text in both languages. */
export type Told = { en: string; fr: string }
export const told = (say: (language: 'en' | 'fr') => string): Told => ({
  en: say('en'),
  fr: say('fr'),
})

/** A task, with what to do in words and the numbers to call: the service points', then the configured lines. */
export function viewTask(
  turn: Turn,
  task: Task,
  points: Map<string, PointDetails>,
  referral?: Pick<Referral, 'id' | 'reference' | 'province'>,
) {
  const { CALL_LINES } = turn.config
  const own = (id: string) => points.get(id)?.province === referral?.province
  const listed = [...task.listed.filter(own), ...task.listed.filter((id) => !own(id))]
  const callable = [...new Set([...(task.candidateId ? [task.candidateId] : []), ...listed])]
  return {
    id: task.id,
    kind: task.kind,
    role: task.role,
    urgency: task.urgency,
    owner: task.owner,
    openedAt: task.openedAt.toISOString(),
    dueAt: task.dueAt?.toISOString() ?? null,
    referral: referral ? { id: referral.id, reference: referral.reference } : null,
    legId: task.legId,
    servicePointId: task.servicePointId ?? task.candidateId,
    account: task.account,
    todo: told((language) => todoInWords(language, task, referral?.province)),
    why: task.reason ? told((language) => whyInWords(language, task.reason!)) : null,
    call: callable.flatMap((id) => {
      const point = points.get(id)
      return point
        ? [
            {
              servicePointId: id,
              name: nameOf(point),
              status: point.status,
              ...whereOf(turn, point),
              phones: point.phones,
            },
          ]
        : []
    }),
    lines: referral ? [...(CALL_LINES[referral.province] ?? []), ...(CALL_LINES['*'] ?? [])] : [],
  }
}

/** A report is made as the province demands. */
function todoInWords(language: Language, { kind }: Task, province?: string): string {
  const todo = routingTexts(language).taskTodo[kind as TaskKind]
  return kind === 'minor_report' && province ? `${todo} ${dutyInWords(province, language)}` : todo
}

/** A confidential one is only ever somewhere in its region. */
const whereOf = ({ gazetteer }: Turn, { hidden, region, city, province }: PointDetails) =>
  hidden
    ? { region: areaLabel(gazetteer, region ?? province.toLowerCase()) }
    : { ...(city && { city }), province }

export const nameOf = (point: PointDetails): Told => ({
  en: point.name,
  fr: point.nameFr ?? point.name,
})

/** A code of routing, or the caution of matching that made a hold. */
export function whyInWords(language: Language, reason: string): string {
  const { cautions } = matchingTexts(language) as {
    cautions: Record<string, (words: never) => string>
  }
  const caution = cautions[reason] as (() => string) | undefined
  return routingTexts(language).why[reason] ?? caution?.() ?? reason
}
