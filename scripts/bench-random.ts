/** The same numbers on every machine (mulberry32). */
export type Random = {
  /** In [0, 1). */
  next(): number
  /** About normal, mean 0, deviation 1. */
  normal(): number
  chance(share: number): boolean
  pick<T>(list: readonly T[]): T
  uuid(): string
}

export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const hex = (digits: number) =>
    Math.floor(next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0')
  return {
    next,
    normal: () => next() + next() + next() + next() + next() + next() - 3,
    chance: (share) => next() < share,
    pick: (list) => list[Math.floor(next() * list.length)]!,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(8)}${hex(4)}`,
  }
}

/** Draws in proportion to the weights. */
export function weighted<T>(list: readonly T[], weight: (each: T) => number): (r: Random) => T {
  const sums: number[] = []
  let total = 0
  for (const each of list) {
    total += weight(each)
    sums.push(total)
  }
  return (random) => {
    const wanted = random.next() * total
    let [low, high] = [0, sums.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! > wanted) high = middle
      else low = middle + 1
    }
    return list[low]!
  }
}
