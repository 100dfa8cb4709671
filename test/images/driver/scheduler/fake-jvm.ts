import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** The JVM's end of the line. */
export class FakeJvm {
  readonly heard: unknown[] = []
  readonly #server: Server
  #socket: Socket | undefined

  private constructor(server: Server) {
    this.#server = server
  }

  static async listen(): Promise<FakeJvm> {
    const jvm = new FakeJvm(createServer((socket) => jvm.#accept(socket)))
    jvm.#server.listen(0, '127.0.0.1')
    await once(jvm.#server, 'listening')
    return jvm
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port
  }

  #accept(socket: Socket): void {
    this.#socket = socket
    createInterface({ input: socket }).on('line', (line) => this.heard.push(JSON.parse(line)))
  }

  say(...messages: unknown[]): void {
    this.#socket?.write(messages.map((message) => `${JSON.stringify(message)}\n`).join(''))
  }

  die(): void {
    this.#socket?.destroy()
    this.#server.close()
  }
}
