import { messages } from './messages.en.ts'

/** English is the type: every other language must have the same texts (`Locale`). */
export const en = { messages }

export type Locale = Widen<typeof en>

/** The same shape, with any string where English has its own. */
type Widen<T> = T extends (...args: infer A) => infer R
  ? (...args: A) => Widen<R>
  : T extends string
    ? string
    : T extends readonly (infer U)[]
      ? readonly Widen<U>[]
      : T extends object
        ? { [K in keyof T]: Widen<T[K]> }
        : T
