/** What a form holds: its fields by name, as a browser sends them. */
export type Form = {
  /** The first value, without what surrounds it; '' if there is none. */
  one(name: string): string
  /** Those of several that are not empty. */
  all(name: string): string[]
  /** One of these codes, or nothing. */
  code<const T extends string>(name: string, codes: readonly T[]): T | undefined
  /** Those of these codes that were chosen. */
  codes<const T extends string>(name: string, codes: readonly T[]): T[]
  /** Yes, no, or unknown. */
  yes(name: string): boolean | undefined
  /** Whole, in range, or nothing. */
  number(name: string, least: number, most: number): number | undefined
  fields: { name: string; value: string }[]
}

/** Longer than any field of the forms here. */
const MOST = 4000

export function readForm(body: unknown): Form {
  const given = Object.entries((body ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => ({
      name,
      value: typeof each === 'string' ? each.trim().slice(0, MOST) : '',
    })),
  )
  return formOf(given.filter(({ value }) => value !== ''))
}

/** The same of fields that were kept. */
export function formOf(fields: Form['fields']): Form {
  const all = (name: string) => fields.filter((each) => each.name === name).map((x) => x.value)
  const one = (name: string) => all(name)[0] ?? ''
  return {
    ...{ fields, all, one },
    code: (name, codes) => codes.find((code) => code === one(name)),
    codes: (name, codes) => codes.filter((code) => all(name).includes(code)),
    yes: (name) => ({ yes: true, no: false })[one(name)],
    number(name, least, most) {
      const text = one(name)
      const value = Number(text)
      return /^\d{1,4}$/.test(text) && value >= least && value <= most ? value : undefined
    },
  }
}

/** Without the members that are unknown, so that what is left out is left out everywhere. */
export function known<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as never
}

/** Undefined where there is nothing in it. */
export const some = <T extends object>(given: T): T | undefined =>
  Object.values(given).some((value) => value !== undefined) ? (known(given) as T) : undefined
export const listed = <T>(list: T[]): T[] | undefined => (list.length > 0 ? list : undefined)
