import { Socket } from 'node:net'
import tls, { type ConnectionOptions, type TLSSocket } from 'node:tls'

/** One connection of the driver, which reads its host and port. */
export class DriverSocket extends Socket {
  readonly host: string | undefined
  readonly port: number | undefined
  readonly #gone: (socket: DriverSocket) => void

  constructor(to: { host?: string; port?: number }, gone: (socket: DriverSocket) => void) {
    super()
    this.host = to.host
    this.port = to.port
    this.#gone = gone
  }

  /** Not a listener for `close`: where TLS begins the driver takes off every listener. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#gone(this)
    super._destroy(error, done)
  }
}

/**
 * Node tells of the close of a TLS socket whose connection was cut below it before it tells of the error of a write
 * there; postgres.js takes every listener off a socket that closed, and an error to which nobody listens ends the
 * process. So on its connections somebody always listens.
 */
const connect = tls.connect as (options: ConnectionOptions) => TLSSocket
tls.connect = ((options: ConnectionOptions, ...rest: []) => {
  const secured = connect(options, ...rest)
  if (!(options.socket instanceof DriverSocket)) return secured
  const removeAll = secured.removeAllListeners.bind(secured)
  secured.removeAllListeners = (...names: [name?: string | symbol]) =>
    removeAll(...names).on('error', () => {})
  return secured
}) as typeof tls.connect
