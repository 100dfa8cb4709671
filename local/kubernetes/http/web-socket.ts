import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

const HANDSHAKE_GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

const TEXT = 0x1
const CLOSE = 0x8
const PING = 0x9
const PONG = 0xa

const frame = (opcode: number, payload: Buffer): Buffer => {
  const head = [0x80 | opcode]
  if (payload.length < 126) head.push(payload.length)
  else if (payload.length < 65_536) head.push(126, payload.length >> 8, payload.length & 0xff)
  const header = Buffer.from(head)
  if (payload.length < 65_536) return Buffer.concat([header, payload])
  const long = Buffer.alloc(10)
  long[0] = 0x80 | opcode
  long[1] = 127
  long.writeBigUInt64BE(BigInt(payload.length), 2)
  return Buffer.concat([long, payload])
}

interface ClientFrame {
  readonly opcode: number
  readonly payload: Buffer
  readonly size: number
}

/** The first whole frame of what the client sent; clients always mask. */
const firstFrame = (bytes: Buffer): ClientFrame | undefined => {
  if (bytes.length < 6) return undefined
  const short = (bytes[1] ?? 0) & 0x7f
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0
  const start = 2 + extra + 4
  if (bytes.length < start) return undefined
  const length = extra === 0 ? short : extra === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  if (bytes.length < start + length) return undefined
  const mask = bytes.subarray(start - 4, start)
  const payload = Buffer.from(bytes.subarray(start, start + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0)))
  return { opcode: (bytes[0] ?? 0) & 0x0f, payload, size: start + length }
}

export interface WebSocket {
  send(text: string): void
  close(): void
  onClose(listener: () => void): void
}

/** Takes over the connection of an upgrade request, RFC 6455: the server speaks, the client only pings and closes. */
export const acceptWebSocket = (request: IncomingMessage, socket: Duplex): WebSocket => {
  const key = request.headers['sec-websocket-key'] ?? ''
  const accept = createHash('sha1')
    .update(key + HANDSHAKE_GUID)
    .digest('base64')
  const protocol = request.headers['sec-websocket-protocol']?.split(',')[0]?.trim()
  socket.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
      ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
      '\r\n',
    ].join('\r\n'),
  )
  const close = (): void => {
    if (socket.writable) socket.end(frame(CLOSE, Buffer.from([0x03, 0xe8])))
  }
  let pending = Buffer.alloc(0)
  socket.on('data', (bytes: Buffer) => {
    pending = Buffer.concat([pending, bytes])
    for (let next = firstFrame(pending); next !== undefined; next = firstFrame(pending)) {
      pending = pending.subarray(next.size)
      if (next.opcode === CLOSE) close()
      else if (next.opcode === PING) socket.write(frame(PONG, next.payload))
    }
  })
  socket.on('error', () => socket.destroy())
  return {
    send: (text) => {
      if (socket.writable) socket.write(frame(TEXT, Buffer.from(text)))
    },
    close,
    onClose: (listener) => socket.on('close', listener),
  }
}
