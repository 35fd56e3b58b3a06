/**
 * Wakes whoever waits in this process. A waiter says which wake it has seen, so that one which came
 * while it was at work is not lost.
 */
export type Signal = {
  readonly wakes: number
  wake(): void
  wait(ms: number, seen: number): Promise<void>
}

export function createSignal(): Signal {
  let wakes = 0
  let waiting: (() => void)[] = []
  return {
    get wakes() {
      return wakes
    },
    wake() {
      wakes++
      for (const go of waiting.splice(0)) go()
    },
    wait: (ms, seen) =>
      new Promise((resolve) => {
        if (seen !== wakes) return resolve()
        const go = () => {
          clearTimeout(timer)
          waiting = waiting.filter((other) => other !== go)
          resolve()
        }
        const timer = setTimeout(go, ms)
        waiting.push(go)
      }),
  }
}
