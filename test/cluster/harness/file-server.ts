import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Files on this machine that pods fetch over HTTP. */
export class FileServer {
  readonly #server: Server
  readonly #address: string
  readonly #files = new Map<string, string | Uint8Array>()
  readonly #asked: string[] = []

  private constructor(server: Server, address: string) {
    this.#server = server
    this.#address = address
    server.on('request', ({ url = '' }, response) => {
      this.#asked.push(url)
      const content = this.#files.get(url)
      response.statusCode = content === undefined ? 404 : 200
      response.end(content)
    })
  }

  /** Listens on this one address, at a port that is free. */
  static async start(address: string): Promise<FileServer> {
    const server = createServer()
    server.listen(0, address)
    await once(server, 'listening')
    return new FileServer(server, address)
  }

  /** The paths that were asked for, in order. */
  get asked(): readonly string[] {
    return this.#asked
  }

  /** @returns the file's URL */
  serve(name: string, content: string | Uint8Array): string {
    this.#files.set(`/${name}`, content)
    const { port } = this.#server.address() as AddressInfo
    return `http://${this.#address}:${port}/${name}`
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
