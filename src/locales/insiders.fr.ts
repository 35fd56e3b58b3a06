import type { insiders as en } from './insiders.en.ts'
import { mail } from './messages.types.ts'

export const insiders: typeof en = {
  figures: {
    matches: 'recherches',
    opened: 'demandes ouvertes avec un motif',
    claimed: 'tâches prises sur les demandes d’autres',
    readings: 'lectures de données scellées',
    made: 'demandes faites',
  },
  digest: ({ from, to, lines }) =>
    mail(`Comptes qui sortent du lot, du ${from} au ${to}`, [
      `Du ${from} au ${to}, ces comptes ont fait bien plus que les autres du même rôle :`,
      ...lines.map(
        ({ name, figures }) =>
          `${name} : ${figures.map((f) => `${f.count} ${insiders.figures[f.figure]}`).join(', ')}`,
      ),
      'Il peut y avoir une bonne raison. Demandez, puis terminez la tâche.',
    ]),
}
