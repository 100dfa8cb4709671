import { ApiError, badRequest, methodNotAllowed, notFound, tooLargeResourceVersion } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import type { JsonObject } from '../json.ts'
import { createObject } from '../operations/create.ts'
import { deleteObject, parseDeleteOptions } from '../operations/delete.ts'
import { listObjects } from '../operations/list.ts'
import { isWatch, parseListOptions } from '../operations/list-options.ts'
import { PATCH_TYPES, patchObject } from '../operations/patch.ts'
import { readObject, refuseUnknownFields } from '../operations/read-object.ts'
import { checkUid, replaceObject } from '../operations/update.ts'
import { parseWriteOptions, requireManager, type WriteOptions } from '../operations/write-options.ts'
import { apiVersionOf } from '../resources/resource-type.ts'
import { itemJson, objectJson } from '../store/encoding.ts'
import { listTable, objectTable, parseIncludeObject } from '../table/table.ts'
import { duplicateFields } from './duplicate-fields.ts'
import type { Exchange } from './exchange.ts'
import { servePodLog } from './pod-log.ts'
import { serveBinding, serveEviction } from './pod-subresources.ts'
import { mediaTypeOf, parseObject, parsePatch, readBody } from './request-body.ts'
import { keyOfRequest, type RequestInfo } from './request-info.ts'
import { addWarnings, sendJson } from './respond.ts'
import { serveTokenRequest } from './token-request.ts'
import { serveWatch } from './watch-response.ts'

const sendObject = (exchange: Exchange, { type }: RequestInfo, object: ApiObject, code = 200): void => {
  const { response, accepted, context, query } = exchange
  const body = accepted.table
    ? objectTable(type, object, parseIncludeObject(query), context.clock.now())
    : objectJson(type, object)
  sendJson(response, code, accepted, body)
}

const readDraft = (bytes: Buffer, exchange: Exchange, { type }: RequestInfo, options: WriteOptions): ApiObject => {
  const { draft, unknownFields } = readObject(type, parseObject(bytes, mediaTypeOf(exchange.request), type))
  if (options.fieldValidation === 'Ignore') return draft
  const isJson = ['', 'application/json'].includes(mediaTypeOf(exchange.request))
  const duplicates = isJson ? duplicateFields(bytes.toString('utf8')).map((path) => `duplicate field "${path}"`) : []
  const problems = [...unknownFields, ...duplicates]
  if (options.fieldValidation === 'Strict') refuseUnknownFields(type, problems)
  addWarnings(exchange.response, problems)
  return draft
}

const list = (exchange: Exchange, info: RequestInfo): void => {
  const { context, query, response, accepted } = exchange
  const page = listObjects(context, info.type, info.namespace, parseListOptions(info.type, query))
  const body = accepted.table
    ? listTable(info.type, page, parseIncludeObject(query), context.clock.now())
    : listJson(info, page.items, page)
  sendJson(response, 200, accepted, body)
}

const listJson = (
  { type }: RequestInfo,
  items: readonly ApiObject[],
  page: { readonly resourceVersion: string; readonly continueToken?: string; readonly remaining?: number },
): string => {
  const metadata = JSON.stringify({
    resourceVersion: page.resourceVersion,
    ...(page.continueToken === undefined ? {} : { continue: page.continueToken }),
    ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
  })
  return `{"kind":"${type.kind}List","apiVersion":"${apiVersionOf(type)}","metadata":${metadata},"items":[${items.map(itemJson).join(',')}]}`
}

const get = (exchange: Exchange, info: RequestInfo): void | Promise<void> => {
  if (info.subresource === 'log') return servePodLog(exchange, keyOfRequest(info))
  if (info.subresource !== '' && info.subresource !== 'status') throw methodNotAllowed()
  const wanted = Number(exchange.query.get('resourceVersion') || 0)
  const current = exchange.context.store.currentRevision()
  if (wanted > current) throw tooLargeResourceVersion(wanted, current)
  const object = exchange.context.store.of(info.type).get(keyOfRequest(info))
  if (object === undefined) throw notFound(info.type, info.name)
  sendObject(exchange, info, object)
}

const create = async (exchange: Exchange, info: RequestInfo): Promise<void> => {
  const { context, request, query } = exchange
  if (info.name !== '') return createSubresource(exchange, info)
  if (info.type.namespaced && info.namespace === '') throw methodNotAllowed()
  const options = parseWriteOptions(query, request.headers['user-agent'], 'CreateOptions')
  const draft = readDraft(await readBody(request), exchange, info, options)
  sendObject(exchange, info, createObject(context, info.type, info.namespace, draft, options), 201)
}

const createSubresource = (exchange: Exchange, info: RequestInfo): Promise<void> => {
  const handlers = { binding: serveBinding, eviction: serveEviction, token: serveTokenRequest }
  const handler = handlers[info.subresource as keyof typeof handlers]
  if (handler === undefined) throw methodNotAllowed()
  return handler(exchange, info)
}

const update = async (exchange: Exchange, info: RequestInfo): Promise<void> => {
  const { context, request, query } = exchange
  const { type, name } = info
  if (name === '' || ['log', 'binding', 'eviction', 'token'].includes(info.subresource)) throw methodNotAllowed()
  const options = parseWriteOptions(query, request.headers['user-agent'], 'UpdateOptions')
  const draft = readDraft(await readBody(request), exchange, info, options)
  if (!draft.metadata.name) throw badRequest('name must be provided')
  if (draft.metadata.name !== name) {
    throw badRequest(`the name of the object (${draft.metadata.name}) does not match the name on the URL (${name})`)
  }
  const key = keyOfRequest(info)
  const current = context.store.of(type).get(key)
  if (current !== undefined) {
    checkUid(type, draft, current)
    const change = { type, key, subresource: info.subresource, options }
    return sendObject(exchange, info, replaceObject(context, change, current, draft))
  }
  if (type.createsOnUpdate !== true) throw notFound(type, name)
  sendObject(exchange, info, createObject(context, type, info.namespace, draft, options), 201)
}

const patch = async (exchange: Exchange, info: RequestInfo): Promise<void> => {
  const { context, request, query, response } = exchange
  if (info.name === '' || ['log', 'binding', 'eviction', 'token'].includes(info.subresource)) throw methodNotAllowed()
  const patchType = PATCH_TYPES.find((known) => known === mediaTypeOf(request))
  if (patchType === undefined) {
    throw new ApiError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {})
  }
  if (patchType === 'application/apply-patch+yaml') requireManager(query)
  const options = parseWriteOptions(query, request.headers['user-agent'], 'PatchOptions')
  const result = patchObject(context, {
    type: info.type,
    key: keyOfRequest(info),
    subresource: info.subresource,
    options,
    patchType,
    patch: parsePatch(await readBody(request), patchType),
    force: query.get('force') === 'true' || query.get('force') === '1',
  })
  addWarnings(response, result.warnings)
  sendObject(exchange, info, result.object, result.created ? 201 : 200)
}

const readDeleteBody = async (exchange: Exchange): Promise<JsonObject | undefined> => {
  const bytes = await readBody(exchange.request)
  return bytes.length === 0 ? undefined : parseObject(bytes, mediaTypeOf(exchange.request), { kind: 'DeleteOptions' })
}

const remove = async (exchange: Exchange, info: RequestInfo): Promise<void> => {
  const { context, query, response, accepted } = exchange
  const { type } = info
  if (info.subresource !== '') throw methodNotAllowed()
  const options = parseDeleteOptions(await readDeleteBody(exchange), query)
  if (info.name === '') return removeCollection(exchange, info, options)
  const { object, gone } = deleteObject(context, type, keyOfRequest(info), options)
  if (!gone || type.returnsDeleted === true) return sendObject(exchange, info, object)
  const details = {
    name: info.name,
    ...(type.group === '' ? {} : { group: type.group }),
    kind: type.plural,
    uid: object.metadata.uid,
  }
  sendJson(response, 200, accepted, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details })
}

const removeCollection = (
  exchange: Exchange,
  info: RequestInfo,
  options: ReturnType<typeof parseDeleteOptions>,
): void => {
  const { context, query, response, accepted } = exchange
  const { type } = info
  if (!type.namespaced ? type.plural === 'namespaces' : info.namespace === '') throw methodNotAllowed()
  const page = listObjects(context, type, info.namespace, parseListOptions(type, query))
  for (const { metadata } of page.items) {
    deleteObject(context, type, { namespace: metadata.namespace ?? '', name: metadata.name ?? '' }, options)
  }
  sendJson(
    response,
    200,
    accepted,
    listJson(info, page.items, { resourceVersion: String(context.store.currentRevision()) }),
  )
}

/** Answers a request for a resource. */
export const serveResource = async (exchange: Exchange, info: RequestInfo): Promise<void> => {
  switch (exchange.request.method) {
    case 'GET':
    case 'HEAD':
      if (info.watchPath || (info.name === '' && isWatch(exchange.query))) return serveWatch(exchange, info)
      return info.name === '' ? list(exchange, info) : get(exchange, info)
    case 'POST':
      return create(exchange, info)
    case 'PUT':
      return update(exchange, info)
    case 'PATCH':
      return patch(exchange, info)
    case 'DELETE':
      return remove(exchange, info)
    default:
      throw methodNotAllowed()
  }
}
