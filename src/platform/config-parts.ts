import { Type } from 'typebox'

export const text = (description: string, options: object = {}) =>
  Type.String({ description, ...options })
export const optional = (description: string, options: object = {}) =>
  Type.Optional(text(description, options))
export const list = (description: string, options: object = {}) =>
  Type.Array(Type.String(), { description, ...options })
