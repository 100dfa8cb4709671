import { rootField } from '../../../lib/ports/kubernetes-schema/schema.ts'
import { ApiError, badRequest, internalError, invalid, invalidOptions, notFound } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import { forbiddenField, invalidValue } from '../field-errors.ts'
import { applyConfiguration } from '../fields/managed-fields.ts'
import { isObject, type JsonObject } from '../json.ts'
import { type JsonPatchOperation, jsonPatch } from '../patch/json-patch.ts'
import { mergePatch } from '../patch/merge-patch.ts'
import { strategicMergePatch } from '../patch/strategic-merge-patch.ts'
import { apiVersionOf, type ResourceType, withKind } from '../resources/resource-type.ts'
import { decodeObject } from '../schema/decode.ts'
import { DecodeError } from '../schema/decode-scalar.ts'
import type { ApiContext } from './api-context.ts'
import { createObject, fieldManager } from './create.ts'
import { readObject, refuseUnknownFields } from './read-object.ts'
import { checkName, replaceObject, type UpdateRequest } from './update.ts'

export const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
] as const

export type PatchType = (typeof PATCH_TYPES)[number]

export interface PatchRequest extends UpdateRequest {
  readonly patchType: PatchType
  readonly patch: unknown
  readonly force: boolean
}

export interface Patched {
  readonly object: ApiObject
  readonly created: boolean
  readonly warnings: readonly string[]
}

const goName = (value: unknown): string =>
  Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value

const asObject = (patch: unknown): JsonObject => {
  if (!isObject(patch)) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goName(patch)} into Go value of type map[string]interface {}`,
    )
  }
  return patch
}

const asOperations = (patch: unknown): JsonPatchOperation[] => {
  if (!Array.isArray(patch)) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goName(patch)} into Go value of type []handlers.jsonPatchOp`,
    )
  }
  return patch as JsonPatchOperation[]
}

const patched = (current: JsonObject, { type, patchType, patch }: PatchRequest): unknown => {
  switch (patchType) {
    case 'application/json-patch+json':
      return jsonPatch(current, asOperations(patch))
    case 'application/merge-patch+json':
      return mergePatch(current, asObject(patch))
    default:
      return strategicMergePatch(current, asObject(patch), rootField(type.kind))
  }
}

/** How Go prints a map: what a strategic merge patch is quoted as. */
const goMap = (value: unknown): string =>
  isObject(value)
    ? `map[${Object.entries(value)
        .map(([key, member]) => `${key}:${goMap(member)}`)
        .join(' ')}]`
    : Array.isArray(value)
      ? `[${value.map(goMap).join(' ')}]`
      : String(value)

/** Where a strategic merge patch leads to nonsense, it is the patch that is called invalid. */
const strategicError = (error: unknown, patch: unknown): unknown => {
  if (!(error instanceof ApiError) || error.status.reason !== 'BadRequest') return error
  const why = error.message.replace(/^.*? cannot be handled as a \w+: /, '')
  return invalid({ group: '', kind: '' }, '', [invalidValue('patch', goMap(patch), why)])
}

const patchExisting = (context: ApiContext, request: PatchRequest, current: ApiObject): Patched => {
  const { type, patchType, options } = request
  const result = patched(structuredClone(withKind(type, current)), request)
  if (!isObject(result)) throw badRequest('patch must lead to an object')
  try {
    const { draft, unknownFields } = readObject(type, result)
    if (options.fieldValidation === 'Strict') refuseUnknownFields(type, unknownFields)
    const warnings = options.fieldValidation === 'Warn' ? unknownFields : []
    return { object: replaceObject(context, request, current, draft), created: false, warnings }
  } catch (error) {
    if (patchType !== 'application/strategic-merge-patch+json') throw error
    throw strategicError(error, request.patch)
  }
}

/** Server-side apply refuses what its schema does not know, in words of its own. */
const readConfiguration = (type: ResourceType, configuration: JsonObject): JsonObject => {
  const subject = `failed to create typed patch object (/${String((configuration['metadata'] as JsonObject | undefined)?.['name'] ?? '')}; ${type.group}/${type.version}, Kind=${type.kind})`
  try {
    const { object, unknown } = decodeObject(configuration, type.kind)
    const [first] = unknown
    if (first !== undefined) throw internalError(`${subject}: .${first}: field not declared in schema`)
    return object
  } catch (error) {
    if (error instanceof DecodeError) throw internalError(`${subject}: ${error.message}`)
    throw error
  }
}

const checkConfiguration = (type: ResourceType, configuration: JsonObject): void => {
  const { kind = '', apiVersion = '', metadata } = configuration
  if (kind !== type.kind || apiVersion !== apiVersionOf(type)) {
    const group = String(apiVersion).includes('/') ? String(apiVersion) : `/${String(apiVersion)}`
    throw badRequest(`invalid object type: ${group}, Kind=${String(kind)}`)
  }
  if (isObject(metadata) && metadata['managedFields'] !== undefined)
    throw badRequest('metadata.managedFields must be nil')
}

const applied = (context: ApiContext, request: PatchRequest, current: ApiObject | undefined): Patched => {
  const { type, key, subresource, options, force } = request
  const configuration = asObject(request.patch)
  checkConfiguration(type, configuration)
  const object = readConfiguration(type, configuration)
  const manager = fieldManager(context, type, options, subresource)
  const body = applyConfiguration(current ?? { metadata: { name: key.name } }, object, type.kind, manager, force)
  const { draft } = readObject(type, body)
  checkName(draft, key)
  if (current !== undefined) {
    return { object: replaceObject(context, request, current, draft, true), created: false, warnings: [] }
  }
  const { resourceVersion: _unused, uid, ...metadata } = draft.metadata
  if (uid) throw invalid(type, key.name, [invalidValue('metadata.uid', uid, 'field is immutable')])
  draft.metadata = { ...metadata, name: key.name }
  return { object: createObject(context, type, key.namespace, draft, options, false), created: true, warnings: [] }
}

/**
 * Changes an object by a patch, or by an applied configuration, which also creates it.
 *
 * @throws ApiError where there is nothing to patch, or the patch does not fit
 */
export const patchObject = (context: ApiContext, request: PatchRequest): Patched => {
  const { type, key, patchType, force } = request
  const current = context.store.of(type).get(key)
  if (patchType === 'application/apply-patch+yaml') {
    if (current === undefined && request.subresource !== '') throw notFound(type, key.name)
    return applied(context, request, current)
  }
  if (force) {
    throw invalidOptions('PatchOptions', [forbiddenField('force', 'may not be specified for non-apply patch')])
  }
  if (current === undefined) throw notFound(type, key.name)
  return patchExisting(context, request, current)
}
