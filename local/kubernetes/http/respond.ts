import type { IncomingMessage, ServerResponse } from 'node:http'
import { stringify } from 'yaml'
import { ApiError, type Status } from '../api-error.ts'

/** The form in which a client wants its answer. */
export interface Accepted {
  readonly yaml: boolean
  readonly table: boolean
  /** The parameters of the media type that was chosen, for discovery: `as`, `g`, `v`. */
  readonly parameters: ReadonlyMap<string, string>
}

const JSON_FORM: Accepted = { yaml: false, table: false, parameters: new Map() }

const notAcceptable = (): ApiError =>
  new ApiError(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/yaml',
    {},
  )

/** @throws ApiError NotAcceptable where nothing that the client takes can be given */
export const negotiate = (request: IncomingMessage): Accepted => {
  const header = request.headers.accept
  if (header === undefined || header.trim() === '') return JSON_FORM
  for (const choice of header.split(',')) {
    const [mediaType = '', ...rest] = choice.split(';').map((part) => part.trim())
    const parameters = new Map(rest.map((part) => part.split('=') as [string, string]))
    const as = parameters.get('as')
    const form: Accepted = { yaml: mediaType === 'application/yaml', table: as === 'Table', parameters }
    const known = ['application/json', 'application/yaml', 'application/*', '*/*', 'text/*'].includes(mediaType)
    if (known && (as === undefined || as === 'Table' || as === 'APIGroupDiscoveryList')) return form
  }
  throw notAcceptable()
}

export const acceptedOrJson = (request: IncomingMessage): Accepted => {
  try {
    return negotiate(request)
  } catch {
    return JSON_FORM
  }
}

export const sendText = (
  response: ServerResponse,
  code: number,
  text: string,
  type = 'text/plain; charset=utf-8',
): void => {
  response.writeHead(code, {
    'content-type': type,
    'cache-control': 'no-cache, private',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

/** `json` is the answer's text, or a value to be written as JSON. */
export const sendJson = (response: ServerResponse, code: number, accepted: Accepted, json: string | object): void => {
  if (accepted.yaml) {
    const value: unknown = typeof json === 'string' ? JSON.parse(json) : json
    sendText(response, code, stringify(value), 'application/yaml')
  } else sendText(response, code, `${typeof json === 'string' ? json : JSON.stringify(json)}\n`, 'application/json')
}

export const sendStatus = (response: ServerResponse, accepted: Accepted, status: Status, code: number): void => {
  if (response.headersSent) {
    response.destroy()
    return
  }
  if (status.details?.retryAfterSeconds !== undefined) {
    response.setHeader('retry-after', String(status.details.retryAfterSeconds))
  }
  sendJson(response, code, accepted, status)
}

/** A warning as kubectl shows it before its own output. */
export const addWarnings = (response: ServerResponse, warnings: readonly string[]): void => {
  if (warnings.length === 0) return
  response.setHeader(
    'warning',
    warnings.map((warning) => `299 - ${JSON.stringify(warning)}`),
  )
}
