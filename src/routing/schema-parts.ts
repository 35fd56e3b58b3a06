import { Type } from 'typebox'
import { NEEDS } from '../directory/needs.ts'

/** One code of a list. */
export const oneOf = <const T extends readonly string[]>(values: T, description?: string) =>
  Type.Unsafe<T[number]>(
    Type.Enum([...values], { type: 'string', ...(description ? { description } : {}) }),
  )

/** Free text of at most `maxLength` characters. */
export const Text = (maxLength: number, description?: string) =>
  Type.String({ minLength: 1, maxLength, ...(description ? { description } : {}) })

export const Name = (description?: string) => Text(120, description)

export const LanguageCode = (description?: string) =>
  Type.String({
    pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$',
    maxLength: 20,
    ...(description ? { description } : {}),
  })

export const NeedsSchema = Type.Array(oneOf(NEEDS), {
  minItems: 1,
  maxItems: 16,
  uniqueItems: true,
  description: 'What is needed, by code.',
})
