import type { HttpResponse } from '../../lib/kubernetes/http-transport.ts'

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

/** An answer of an API server: a text, JSON, or bytes that come as they come. */
export const answerOf = (status: number, body: string | object | AsyncGenerator<Uint8Array>): HttpResponse => {
  if (typeof body === 'object' && Symbol.asyncIterator in body) return { status, headers: {}, body }
  return { status, headers: {}, body: once(typeof body === 'string' ? body : JSON.stringify(body)) }
}

/** An error `Status`. */
export const statusOf = (code: number, reason: string, message: string): HttpResponse =>
  answerOf(code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message })
