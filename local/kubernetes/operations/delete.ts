import { badRequest, conflict, internalError, invalidOptions, notFound } from '../api-error.ts'
import type { ApiObject, ObjectKey } from '../api-object.ts'
import { invalidValue, notSupported } from '../field-errors.ts'
import { isObject, type JsonObject } from '../json.ts'
import { namespaceType, refusePermanentNamespace } from '../resources/namespace.ts'
import type { ResourceType } from '../resources/resource-type.ts'
import { decodeObject } from '../schema/decode.ts'
import { DecodeError } from '../schema/decode-scalar.ts'
import { type ApiContext, timestampAt } from './api-context.ts'
import { parseDryRun } from './write-options.ts'

export const FOREGROUND = 'foregroundDeletion'
export const ORPHAN = 'orphan'

const POLICIES = ['Foreground', 'Background', 'Orphan'] as const
export type PropagationPolicy = (typeof POLICIES)[number]

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: PropagationPolicy
  readonly uid?: string
  readonly resourceVersion?: string
  readonly dryRun?: boolean
}

const policyOf = (value: unknown, orphanDependents: unknown): PropagationPolicy | undefined => {
  if (value === undefined) return orphanDependents === true ? 'Orphan' : undefined
  if (orphanDependents !== undefined) {
    const why = 'orphanDependents and deletionPropagation cannot be both set'
    throw invalidOptions('DeleteOptions', [invalidValue('propagationPolicy', value, why)])
  }
  const policy = POLICIES.find((known) => known === value)
  if (policy === undefined) {
    throw invalidOptions('DeleteOptions', [notSupported('propagationPolicy', value, [...POLICIES, 'nil'])])
  }
  return policy
}

/** The real one takes options that it cannot read for a fault of its own. */
const readOptions = (body: JsonObject): JsonObject => {
  try {
    return decodeObject(body, 'DeleteOptions').object
  } catch (error) {
    if (error instanceof DecodeError) throw internalError(error.message)
    throw error
  }
}

const seconds = (value: unknown): number => {
  if (/^-?\d+$/.test(String(value))) return Number(value)
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`)
}

/**
 * Options of a delete, from the body or else from the query.
 *
 * @throws ApiError Invalid for values that are none
 */
export const parseDeleteOptions = (body: JsonObject | undefined, query: URLSearchParams): DeleteOptions => {
  const asked = readOptions(body ?? {})
  const fromQuery = (name: string): string | undefined =>
    body === undefined ? (query.get(name) ?? undefined) : undefined
  const grace = asked['gracePeriodSeconds'] ?? fromQuery('gracePeriodSeconds')
  const policy = policyOf(asked['propagationPolicy'] ?? fromQuery('propagationPolicy'), asked['orphanDependents'])
  const { uid, resourceVersion } = isObject(asked['preconditions']) ? asked['preconditions'] : {}
  const dryRun = Array.isArray(asked['dryRun']) ? asked['dryRun'].map(String) : query.getAll('dryRun')
  return {
    ...(grace === undefined ? {} : { gracePeriodSeconds: seconds(grace) }),
    ...(policy === undefined ? {} : { propagationPolicy: policy }),
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
    dryRun: parseDryRun(dryRun, 'DeleteOptions'),
  }
}

const checkPreconditions = (type: ResourceType, { metadata }: ApiObject, options: DeleteOptions): void => {
  const differs = (what: string, wanted: string, found: string | undefined, moral: string): Error =>
    conflict(
      type,
      metadata.name ?? '',
      `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${found}). The object might have been ${moral}`,
      type.kind,
    )
  if (options.uid !== undefined && options.uid !== metadata.uid) {
    throw differs('UID', options.uid, metadata.uid, 'deleted and then recreated')
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== metadata.resourceVersion) {
    throw differs('ResourceVersion', options.resourceVersion, metadata.resourceVersion, 'modified')
  }
}

/** The propagation policies that need work before the object goes are kept as its finalizers. */
const finalizersFor = ({ metadata }: ApiObject, policy: PropagationPolicy | undefined): string[] => {
  const kept = metadata.finalizers ?? []
  if (policy === undefined) return kept
  const others = kept.filter((finalizer) => finalizer !== FOREGROUND && finalizer !== ORPHAN)
  return policy === 'Background' ? others : [...others, policy === 'Foreground' ? FOREGROUND : ORPHAN]
}

const marked = (context: ApiContext, object: ApiObject, grace: number, finalizers: readonly string[]): ApiObject => {
  const { finalizers: _old, ...metadata } = object.metadata
  const since =
    metadata.deletionTimestamp === undefined
      ? context.clock.now()
      : Date.parse(metadata.deletionTimestamp) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000
  const first = metadata.deletionTimestamp === undefined
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(finalizers.length === 0 ? {} : { finalizers: [...finalizers] }),
      deletionTimestamp: timestampAt(since + grace * 1000),
      deletionGracePeriodSeconds: grace,
      ...(first && metadata.generation !== undefined ? { generation: metadata.generation + 1 } : {}),
    },
  }
}

export interface Deleted {
  readonly object: ApiObject
  /** False where the object only began to go: finalizers or its kubelet hold it. */
  readonly gone: boolean
}

const terminateNamespace = (context: ApiContext, key: ObjectKey, object: ApiObject, dryRun: boolean): Deleted => {
  refusePermanentNamespace(key.name)
  if (object.metadata.deletionTimestamp !== undefined) return { object, gone: false }
  const terminating: ApiObject = {
    ...object,
    metadata: { ...object.metadata, deletionTimestamp: timestampAt(context.clock.now()) },
    status: { ...(isObject(object['status']) ? object['status'] : {}), phase: 'Terminating' },
  }
  return { object: dryRun ? terminating : context.store.of(namespaceType).put(key, terminating), gone: false }
}

/**
 * Deletes an object, or begins to.
 *
 * @throws ApiError where there is none, or a precondition does not hold
 */
export const deleteObject = (
  context: ApiContext,
  type: ResourceType,
  key: ObjectKey,
  options: DeleteOptions,
): Deleted => {
  const collection = context.store.of(type)
  const current = collection.get(key)
  if (current === undefined) throw notFound(type, key.name)
  checkPreconditions(type, current, options)
  if (type === namespaceType) return terminateNamespace(context, key, current, options.dryRun === true)
  const { metadata } = current
  const graceful = type.gracePeriod !== undefined
  const wanted = type.gracePeriod?.(current, options.gracePeriodSeconds) ?? 0
  const grace = Math.min(wanted, metadata.deletionGracePeriodSeconds ?? wanted)
  const finalizers = finalizersFor(current, options.propagationPolicy)
  const next = marked(context, current, grace, finalizers)
  const waits = grace > 0 || finalizers.length > 0
  if (options.dryRun) return { object: graceful || waits ? next : current, gone: !waits }
  if (waits) {
    const unchanged =
      metadata.deletionTimestamp !== undefined &&
      metadata.deletionGracePeriodSeconds === grace &&
      (metadata.finalizers ?? []).join() === finalizers.join()
    return { object: unchanged ? current : collection.put(key, next), gone: false }
  }
  // Watchers of pods see the deletion coming, also where it comes at once.
  if (graceful) collection.put(key, next)
  return { object: collection.remove(key) ?? current, gone: true }
}
