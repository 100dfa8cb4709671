import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { decodeFromJvm, type FromJvm, type ToJvm } from './protocol.ts'

/** The line to the driver's JVM. */
export interface JvmLink {
  /** What the JVM says, until it is gone. */
  readonly messages: AsyncIterable<FromJvm>
  send(message: ToJvm): void
  /** Sends what waits, and hangs up. */
  end(): Promise<void>
}

async function* read(socket: Socket): AsyncGenerator<FromJvm> {
  for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) {
    yield decodeFromJvm(line)
  }
}

/** Connects to the JVM that started this process. @throws Error where it does not listen any more */
export const linkToJvm = async (port: number, token: string): Promise<JvmLink> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  // A JVM that is gone shows as the end of what it says.
  socket.on('error', () => socket.destroy())
  const send = (message: ToJvm) => {
    if (socket.writable) socket.write(`${JSON.stringify(message)}\n`)
  }
  send({ token })
  return {
    messages: read(socket),
    send,
    end: async () => {
      socket.end()
      if (!socket.closed) await once(socket, 'close')
    },
  }
}
