import type { operations as en } from './operations.en.ts'

export const operations: typeof en = {
  canary: (label) => ({
    subject: `${label} : message d'essai`,
    text: `${label} : message d'essai, envoyé toutes les cinq minutes. Rien à faire.`,
  }),
}
