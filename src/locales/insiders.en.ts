import { type Mail, mail } from './messages.types.ts'

/** What the weekly digest of accounts says to supervisors: account names and counts, nothing else. */
export const insiders = {
  figures: {
    matches: 'searches',
    opened: 'referrals opened with a reason',
    claimed: 'tasks taken on referrals of others',
    readings: 'readings of sealed data',
    made: 'referrals made',
  },
  digest: ({ from, to, lines }: InsiderDigest): Mail =>
    mail(`Accounts that stand out, ${from} to ${to}`, [
      `From ${from} to ${to} these accounts did far more than others of their role:`,
      ...lines.map(
        ({ name, figures }) =>
          `${name}: ${figures.map((f) => `${f.count} ${insiders.figures[f.figure]}`).join(', ')}`,
      ),
      'There may be a good reason. Please ask, and complete the task.',
    ]),
}

export type InsiderDigest = {
  /** Days, as 2026-11-16. */
  from: string
  to: string
  lines: {
    name: string
    figures: { figure: 'matches' | 'opened' | 'claimed' | 'readings' | 'made'; count: number }[]
  }[]
}
