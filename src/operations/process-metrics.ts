import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { type Sent, sends } from '../delivery/send-one.ts'
import type { App } from '../platform/http.ts'

const NANO = 1e-9
/** Seconds: from a look at a page to the longest that a request may take. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const QUANTILES = [0.5, 0.9, 0.99]

/**
 * A registry of this app's own: how long its requests take, by route pattern and status, and how the
 * process does. Register before the first route.
 */
export function processMetrics(app: App): Registry {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Histogram({
    ...{ name: 'causeway_http_request_seconds', help: 'From request to answer, by route pattern.' },
    ...{ labelNames: ['method', 'route', 'status'], buckets: BUCKETS, registers },
  })
  app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    const route = routeOptions.url ?? 'none'
    requests.observe({ method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })

  const counted = new Counter({
    ...{ name: 'causeway_sends_total', help: 'What sends of this process came to, by provider.' },
    ...{ labelNames: ['provider', 'outcome', 'reason'], registers },
  })
  const count = (sent: unknown) => counted.inc({ ...(sent as Sent) })
  sends.subscribe(count)
  app.addHook('onClose', async () => {
    sends.unsubscribe(count)
  })

  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  app.addHook('onClose', async () => {
    delay.disable()
  })
  new Gauge({
    name: 'causeway_event_loop_lag_seconds',
    help: 'How late the event loop was since it was last asked; quantile 1 is the longest.',
    labelNames: ['quantile'],
    registers,
    collect() {
      for (const q of QUANTILES) this.set({ quantile: q }, delay.percentile(q * 100) * NANO)
      this.set({ quantile: 1 }, delay.max * NANO)
      delay.reset()
    },
  })
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      ...{ name, help, registers },
      collect() {
        this.set(value())
      },
    })
  gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss())
  gauge('process_heap_used_bytes', 'Heap in use.', () => process.memoryUsage().heapUsed)
  gauge('process_cpu_seconds_total', 'CPU time, user and system.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  gauge('process_uptime_seconds', 'Since it was started.', () => process.uptime())
  return registry
}
