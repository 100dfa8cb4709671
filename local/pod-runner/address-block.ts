import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { SparkdropError } from '../../lib/errors/sparkdrop-error.ts'

/** Listening on this port of a block's first address is what makes the block ours on this machine. */
const CLAIM_PORT = 17_250
const FIRST_POD = 2
const LAST_POD = 254

const claim = async (address: string): Promise<Server | undefined> => {
  const server = createServer((socket) => socket.destroy())
  server.unref()
  try {
    server.listen(CLAIM_PORT, address)
    await once(server, 'listening')
    return server
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined
    throw new SparkdropError(
      'NO_LOOPBACK_ADDRESS',
      `Cannot listen on ${address}: the whole of 127.0.0.0/8 has to be usable, as it is on Linux`,
      false,
      { cause: error },
    )
  }
}

/** 253 loopback addresses for pods and one for their node; no other runner on this machine has the same ones. */
export class AddressBlock {
  readonly #prefix: string
  readonly #claim: Server
  readonly #used = new Set<number>()
  #last = FIRST_POD - 1

  private constructor(prefix: string, server: Server) {
    this.#prefix = prefix
    this.#claim = server
  }

  /** Takes the first free block of 127.77.0.0/16. @throws SparkdropError where there is none */
  static async claim(): Promise<AddressBlock> {
    for (let block = 0; block < 256; block++) {
      const prefix = `127.77.${block}`
      const server = await claim(`${prefix}.1`)
      if (server) return new AddressBlock(prefix, server)
    }
    throw new SparkdropError(
      'NO_LOOPBACK_ADDRESS',
      `Port ${CLAIM_PORT} is taken on all of 127.77.0.1 to 127.77.255.1: something listens there on every address`,
      false,
    )
  }

  get node(): string {
    return `${this.#prefix}.1`
  }

  /** An address that no live pod has, the one longest unused first; undefined where all are taken. */
  take(): string | undefined {
    const count = LAST_POD - FIRST_POD + 1
    for (let step = 1; step <= count; step++) {
      const candidate = FIRST_POD + ((this.#last - FIRST_POD + step) % count)
      if (this.#used.has(candidate)) continue
      this.#used.add(candidate)
      this.#last = candidate
      return `${this.#prefix}.${candidate}`
    }
    return undefined
  }

  release(address: string): void {
    this.#used.delete(Number(address.split('.').pop()))
  }

  async close(): Promise<void> {
    const closed = once(this.#claim, 'close')
    this.#claim.close()
    await closed
  }
}
