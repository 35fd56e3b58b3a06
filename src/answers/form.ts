import { NEEDS } from '../directory/needs.ts'
import { REFUSALS, type Refusal } from '../routing/answer.ts'
import type { HeldErrorCode } from './held-form.ts'

/** What was typed and chosen, as far as it can be read. */
export type AnswerForm = {
  digits?: string
  answer?: 'yes' | 'no' | 'full'
  reason?: Refusal
  /** What they can take on, of what was asked; undefined where the form did not ask. */
  needs?: string[]
}

/** What is wrong with what was sent; most belong to a field. */
export type FormError =
  | {
      code:
        | 'digits_missing'
        | 'answer_missing'
        | 'reason_missing'
        | 'needs_missing'
        | 'code_missing'
        | 'already_yes'
        | HeldErrorCode
    }
  | { code: 'digits_wrong' | 'code_wrong'; triesLeft: number }

/** Why a no may be said on the page; full is an answer of its own. */
export const REASONS = REFUSALS.filter((reason) => reason !== 'full')

/** Reads the form, whatever was sent: robots post anything. Spaces between digits do not matter. */
export function readAnswer(body: unknown): AnswerForm {
  const answer = (['yes', 'no', 'full'] as const).find((each) => each === field(body, 'answer'))
  const reason = REASONS.find((each) => each === field(body, 'reason'))
  // Boxes that are not ticked are not sent: `parts` says that they were there.
  const needs = field(body, 'parts') === undefined ? undefined : needsOf(body)
  return { digits: digitsOf(body, 'digits', 4), answer, reason, ...(needs && { needs }) }
}

export const readCode = (body: unknown): string | undefined => digitsOf(body, 'code', 6)

/** Everything that is missing, at once, in the order of the page; who signed in needs no digits. */
export function missing(
  { digits, answer, reason, needs }: AnswerForm,
  signedIn = false,
): FormError[] {
  const errors: FormError[] = []
  if (!answer) errors.push({ code: 'answer_missing' })
  if (answer === 'yes' && needs?.length === 0) errors.push({ code: 'needs_missing' })
  if (answer === 'no' && !reason) errors.push({ code: 'reason_missing' })
  if (!digits && !signedIn) errors.push({ code: 'digits_missing' })
  return errors
}

function needsOf(body: unknown): string[] {
  const { needs } = body as { needs?: unknown }
  const sent = new Set([needs].flat())
  return NEEDS.filter((need) => sent.has(need))
}

/** Digits of a form, however they were spaced. */
export function digitsOf(body: unknown, name: string, length: number): string | undefined {
  const digits = field(body, name)?.replace(/[\s-]/g, '')
  return digits && digits.length === length && /^\d+$/.test(digits) ? digits : undefined
}

/** A text of a form, or nothing. */
export function field(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const value = (body as Record<string, unknown>)[name]
  return typeof value === 'string' ? value : undefined
}
