import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { text } from 'node:stream/consumers'
import { fileChanged, type SteadyFile } from '../../aws/steady-file.ts'
import { SparkdropError, TransientError } from '../../errors/sparkdrop-error.ts'
import type { PutOptions } from './upload-target.ts'

/** A request that was signed for this file. Its URL is a secret, and in no message. */
export interface PutRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** Bytes that are read and handed on at a time. */
const PIECE = 256 * 1024
/** Where nothing moves for so long, nothing will. */
const IDLE_MS = 60_000
/** Larger files are only sent once the store has said that it takes them, or has not said anything for a while. */
const ASKED_FROM = 1024 ** 2
const WORD_MS = 1_000

/** The store answered, and does not take the file. */
export class PutRefused extends SparkdropError {
  readonly status: number

  constructor(status: number, message: string) {
    super(
      status === 403 ? 'OBJECT_FORBIDDEN' : 'UPLOAD_REFUSED',
      message,
      status >= 500 || status === 408 || status === 429,
    )
    this.status = status
  }
}

/** Resolves when the bytes are the connection's, so that the buffer is free again; rejects where that is gone. */
const written = (request: ClientRequest, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error('the connection was closed'))
    request.once('close', gone)
    request.write(bytes, (error) => {
      request.removeListener('close', gone)
      return error ? reject(error) : resolve()
    })
  })

async function sendPieces(
  request: ClientRequest,
  file: SteadyFile,
  size: number,
  onProgress: (bytes: number) => void,
): Promise<void> {
  let sent = 0
  for await (const piece of file.pieces(PIECE)) {
    sent += piece.length
    if (sent === size) await file.assertUnchanged()
    await written(request, piece)
    onProgress(sent)
  }
  request.end()
}

/** Whether the body may be sent: at a word of the store's, or where it says none. One that refuses answers before it has the file. */
const word = (request: ClientRequest): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), WORD_MS)
    const say = (mayGo: boolean) => (): void => {
      clearTimeout(timer)
      resolve(mayGo)
    }
    request.once('continue', say(true)).once('response', say(false)).once('close', say(false))
  })

async function demandTaken(answer: IncomingMessage, path: string, target: string): Promise<void> {
  const said = await text(answer)
  const status = answer.statusCode ?? 0
  if (status >= 200 && status < 300) return
  const [, code = `HTTP ${status}`] = /<Code>([^<]*)<\/Code>/.exec(said) ?? []
  if (/^(BadDigest|XAmzContentChecksumMismatch)$/.test(code)) throw fileChanged(path)
  const [, message = ''] = /<Message>([^<]*)<\/Message>/.exec(said) ?? []
  throw new PutRefused(
    status,
    `uploading ${target}: the store refuses it: ${code}${message === '' ? '' : `: ${message}`}`,
  )
}

/**
 * Sends a file by a request that was signed for it, piece by piece, and only as it was when it was opened.
 *
 * @throws InvalidJobError FILE_CHANGED; PutRefused; TransientError UPLOAD_FAILED, after which the object may be there; the
 * signal's reason
 */
export async function putFile(
  { url, headers }: PutRequest,
  file: SteadyFile,
  { path, target, size }: { readonly path: string; readonly target: string; readonly size: number },
  { signal, onProgress }: PutOptions,
  idleMs = IDLE_MS,
): Promise<void> {
  signal.throwIfAborted()
  const asks = size >= ASKED_FROM
  const send = url.startsWith('https:') ? tlsRequest : plainRequest
  const request = send(url, {
    method: 'PUT',
    headers: { ...headers, 'content-length': size, ...(asks ? { expect: '100-continue' } : {}) },
    signal,
  })
  request.setTimeout(idleMs, () => request.destroy(new Error(`nothing moved for ${idleMs / 1000} seconds`)))
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve)
    request.on('error', reject)
  })
  const sent = (async () => {
    if (!asks || (await word(request))) await sendPieces(request, file, size, onProgress)
  })()
  const broken = sent.then(
    () => undefined,
    (error: unknown) => {
      request.destroy()
      return error
    },
  )
  try {
    const answer = await answered
    await demandTaken(answer, path, target)
    await sent
  } catch (error) {
    if (!request.writableFinished) request.destroy()
    // A file that cannot be read to its end ends the request, which then says no more than that.
    const known = [error, await broken].find((each) => each instanceof SparkdropError)
    signal.throwIfAborted()
    if (known !== undefined) throw known
    throw new TransientError('UPLOAD_FAILED', `uploading ${target}: ${(error as Error).message}`, { cause: error })
  }
}
