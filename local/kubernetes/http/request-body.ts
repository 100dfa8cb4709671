import type { IncomingMessage } from 'node:http'
import { parse } from 'yaml'
import { ApiError, badRequest } from '../api-error.ts'
import { isObject, type JsonObject } from '../json.ts'
import type { ResourceType } from '../resources/resource-type.ts'
import { objectFromProtobuf, ProtobufError } from '../schema/protobuf.ts'

const MAX_BYTES = 3 * 1024 * 1024

export const mediaTypeOf = (request: IncomingMessage): string =>
  (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

/** @throws ApiError RequestEntityTooLarge above 3 MiB */
export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = chunk as Buffer
    size += bytes.length
    if (size <= MAX_BYTES) chunks.push(bytes)
  }
  if (size > MAX_BYTES) {
    throw new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${MAX_BYTES}`, {})
  }
  return Buffer.concat(chunks)
}

const YAML_TYPES = new Set(['application/yaml', 'application/apply-patch+yaml'])
const PROTOBUF = 'application/vnd.kubernetes.protobuf'
const OBJECT_TYPES = new Set(['', 'application/json', 'application/yaml', PROTOBUF])

/** What Go's JSON decoder says about the text. */
export const jsonProblem = (text: string): string => {
  if (text.trim() === '') return 'unexpected end of JSON input'
  const wrong = /^\s*[{[]\s*([^\s"}\]])/.exec(text)?.[1] ?? /^\s*([^\s{["\d-])/.exec(text)?.[1]
  if (wrong === undefined) return 'unexpected end of JSON input'
  return /^\s*[{[]/.test(text)
    ? `invalid character '${wrong}' looking for beginning of object key string`
    : `invalid character '${wrong}' looking for beginning of value`
}

const parseYaml = (text: string, failure: (why: string) => ApiError): unknown => {
  try {
    return parse(text)
  } catch (error) {
    throw failure(`yaml: ${String(error instanceof Error ? error.message : error).split('\n')[0]}`)
  }
}

const parseJson = (text: string, failure: (why: string) => ApiError): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw failure(jsonProblem(text))
  }
}

const unsupported = (): ApiError =>
  new ApiError(
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  )

const parseProtobuf = (bytes: Buffer, failure: (why: string) => ApiError): JsonObject => {
  try {
    return objectFromProtobuf(bytes)
  } catch (error) {
    if (error instanceof ProtobufError) throw failure(error.message)
    throw error
  }
}

/**
 * The object in a request's body.
 *
 * @throws ApiError where the body is no object, or of a type that is not understood
 */
export const parseObject = (bytes: Buffer, mediaType: string, type: Pick<ResourceType, 'kind'>): JsonObject => {
  if (!OBJECT_TYPES.has(mediaType)) throw unsupported()
  const unrecognized = (why: string): ApiError =>
    badRequest(`the object provided is unrecognized (must be of type ${type.kind}): ${why}`)
  if (mediaType === PROTOBUF) return parseProtobuf(bytes, unrecognized)
  const text = bytes.toString('utf8')
  const shown = text === '' ? '<empty>' : text.slice(0, 64)
  const body = YAML_TYPES.has(mediaType)
    ? parseYaml(text, (why) => unrecognized(`${why} (${bytes.toString('hex').slice(0, 128)})`))
    : parseJson(text, (why) => unrecognized(`couldn't get version/kind; json parse error: ${why} (${shown})`))
  if (!isObject(body)) {
    const found = Array.isArray(body) ? 'array' : typeof body
    throw unrecognized(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (${shown})`,
    )
  }
  return body
}

/** The patch in a request's body, whatever its shape; applied configurations may be YAML. */
export const parsePatch = (bytes: Buffer, mediaType: string): unknown => {
  const text = bytes.toString('utf8')
  if (YAML_TYPES.has(mediaType))
    return parseYaml(text, (why) => badRequest(`error decoding YAML: error converting YAML to JSON: ${why}`))
  const prefix = mediaType === 'application/strategic-merge-patch+json' ? '' : 'error decoding patch: '
  return parseJson(text, (why) => badRequest(`${prefix}${why}`))
}
