import { badRequest, conflict, internalError, invalid, modified } from '../api-error.ts'
import type { ApiObject, ObjectKey } from '../api-object.ts'
import { trackUpdate } from '../fields/managed-fields.ts'
import { deepEqual } from '../json.ts'
import { changedMetadataCauses } from '../resources/metadata-validation.ts'
import type { ResourceType } from '../resources/resource-type.ts'
import { type ApiContext, writeContext } from './api-context.ts'
import { fieldManager, settleNamespace } from './create.ts'
import type { WriteOptions } from './write-options.ts'

export interface UpdateRequest {
  readonly type: ResourceType
  readonly key: ObjectKey
  /** The door that is used: empty, `status` or `finalize`. */
  readonly subresource: string
  readonly options: WriteOptions
}

/** @throws ApiError Conflict where the object has changed since the client read it */
const checkVersion = (type: ResourceType, draft: ApiObject, current: ApiObject): void => {
  const name = current.metadata.name ?? ''
  const { resourceVersion } = draft.metadata
  if (!resourceVersion) return
  if (!/^\d+$/.test(resourceVersion)) {
    throw internalError(`strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`)
  }
  if (resourceVersion !== '0' && resourceVersion !== current.metadata.resourceVersion) throw modified(type, name)
}

/** @throws ApiError Conflict where a replacement is meant for another object of the name */
export const checkUid = (type: ResourceType, draft: ApiObject, current: ApiObject): void => {
  const name = current.metadata.name ?? ''
  const { uid } = draft.metadata
  if (uid && uid !== current.metadata.uid) {
    const key = `/registry/${type.plural}/${current.metadata.namespace ?? ''}/${name}`.replace('//', '/')
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata.uid}`
    throw conflict(
      type,
      name,
      `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`,
    )
  }
}

/** @throws ApiError BadRequest where the body speaks of another object than the path */
export const checkName = (draft: ApiObject, { name }: ObjectKey): void => {
  const own = draft.metadata.name
  if (own && own !== name) {
    throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`)
  }
}

/** What only the server writes stays as it was, whatever the client sent; immutable fields are left to validation. */
const keepServerFields = (draft: ApiObject, current: ApiObject): void => {
  const { metadata: old } = current
  const { generation, selfLink, ...metadata } = draft.metadata
  draft.metadata = {
    ...metadata,
    ...(old.name === undefined ? {} : { name: old.name }),
    ...(metadata.uid || old.uid === undefined ? {} : { uid: old.uid }),
    ...(old.creationTimestamp === undefined ? {} : { creationTimestamp: old.creationTimestamp }),
    ...(old.resourceVersion === undefined ? {} : { resourceVersion: old.resourceVersion }),
    ...(old.generation === undefined ? {} : { generation: old.generation }),
    ...(old.deletionTimestamp && !metadata.deletionTimestamp ? { deletionTimestamp: old.deletionTimestamp } : {}),
    ...(old.deletionGracePeriodSeconds !== undefined && metadata.deletionGracePeriodSeconds === undefined
      ? { deletionGracePeriodSeconds: old.deletionGracePeriodSeconds }
      : {}),
  }
}

/** Each door leads to a part of the object: the main one not to its status, `status` not to what is wanted. */
const keepForeignParts = (draft: ApiObject, current: ApiObject, type: ResourceType, subresource: string): void => {
  const restore = (field: string): void => {
    if (current[field] === undefined) delete draft[field]
    else draft[field] = current[field]
  }
  if (subresource === 'status') {
    for (const field of Object.keys({ ...draft, ...current }))
      if (field !== 'metadata' && field !== 'status') restore(field)
  } else if (type.subresources.includes('status')) restore('status')
}

const finished = ({ metadata }: ApiObject): boolean =>
  metadata.deletionTimestamp !== undefined &&
  (metadata.finalizers ?? []).length === 0 &&
  (metadata.deletionGracePeriodSeconds ?? 0) === 0

/**
 * Puts a changed object in the place of the current one. A write that changes nothing leaves no trace, and one that
 * takes the last finalizer off a deleted object removes it.
 *
 * @param draft the whole new object; it is written to
 * @param tracked true where `managedFields` are up to date already
 * @throws ApiError where the change is not allowed
 */
export const replaceObject = (
  context: ApiContext,
  request: UpdateRequest,
  current: ApiObject,
  draft: ApiObject,
  tracked = false,
): ApiObject => {
  const { type, key, subresource, options } = request
  checkName(draft, key)
  settleNamespace(type, draft, key.namespace)
  checkVersion(type, draft, current)
  keepForeignParts(draft, current, type, subresource)
  keepServerFields(draft, current)
  const next = tracked
    ? draft
    : (trackUpdate(current, draft, type.kind, fieldManager(context, type, options, subresource)) as ApiObject)
  if (subresource === '') type.prepareUpdate?.(next, current, writeContext(context, key.namespace))
  const causes = [
    ...changedMetadataCauses(next, current),
    ...(subresource === '' ? [...(type.validate?.(next) ?? []), ...(type.validateUpdate?.(next, current) ?? [])] : []),
  ]
  if (causes.length > 0) throw invalid(type, key.name, causes)
  if (deepEqual(next, current)) return current
  if (options.dryRun) return next
  const collection = context.store.of(type)
  if (!finished(next) || (current.metadata.finalizers ?? []).length === 0) return collection.put(key, next)
  collection.remove(key)
  return next
}
