import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Hands connections to an address that pods reach on to a port of the loopback, which they do not. */
export class Relay {
  readonly #server: Server
  readonly #address: string
  readonly #sockets = new Set<Socket>()

  private constructor(server: Server, address: string) {
    this.#server = server
    this.#address = address
  }

  static async start(address: string, port: number): Promise<Relay> {
    const server = createServer({ allowHalfOpen: true })
    const relay = new Relay(server, address)
    server.on('connection', (near) => relay.#join(near, connect({ port, host: '127.0.0.1', allowHalfOpen: true })))
    server.listen(0, address)
    await once(server, 'listening')
    return relay
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  get url(): string {
    return `http://${this.#address}:${this.port}`
  }

  async stop(): Promise<void> {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
    await once(this.#server, 'close')
  }

  #join(near: Socket, far: Socket): void {
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        this.#sockets.delete(one)
        other.destroy()
      })
    }
  }
}
