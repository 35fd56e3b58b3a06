/**
 * The values as an integer, one bit for each place in the list, as `service_point_matches` keeps
 * them. At most 31 codes, so that it stays positive in a PostgreSQL `integer`.
 * Throws RangeError on a value that the list does not have: a lost bit would lose a person.
 */
export function bits<T extends string>(list: readonly T[], values: readonly T[]): number {
  if (list.length > 31) throw new RangeError('more than 31 codes do not fit into an integer')
  return values.reduce((sum, value) => {
    const place = list.indexOf(value)
    if (place < 0) throw new RangeError(`not in the code list: ${value}`)
    return sum | (1 << place)
  }, 0)
}

/** The values of an integer made by `bits`, in the order of the list; bits beyond it are ignored. */
export function fromBits<T extends string>(list: readonly T[], n: number): T[] {
  return list.filter((_, place) => (n & (1 << place)) !== 0)
}
