import { alreadyExists, badRequest, forbidden, invalid, notFound } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import { type FieldManager, trackUpdate } from '../fields/managed-fields.ts'
import { valueAt } from '../json.ts'
import { newMetadataCauses } from '../resources/metadata-validation.ts'
import { namespaceType } from '../resources/namespace.ts'
import { apiVersionOf, type ResourceType } from '../resources/resource-type.ts'
import { type ApiContext, timestampAt, writeContext } from './api-context.ts'
import type { WriteOptions } from './write-options.ts'

/** The longest name that still leaves room for the five characters of a generated one. */
const MAX_GENERATED_BASE = 58

export const fieldManager = (
  context: ApiContext,
  type: ResourceType,
  options: WriteOptions,
  subresource = '',
): FieldManager => ({
  name: options.manager,
  apiVersion: apiVersionOf(type),
  subresource,
  time: timestampAt(context.clock.now()),
})

/** @throws ApiError where the namespace is missing, or on its way out */
const checkNamespace = (context: ApiContext, type: ResourceType, namespace: string, name: string): void => {
  const found = context.store.of(namespaceType).get({ namespace: '', name: namespace })
  if (found === undefined) throw notFound(namespaceType, namespace)
  if (valueAt(found, 'status.phase') !== 'Terminating') return
  throw forbidden(type, name, `unable to create new content in namespace ${namespace} because it is being terminated`, [
    {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    },
  ])
}

/** @throws ApiError BadRequest where object and path name different namespaces */
export const settleNamespace = (type: ResourceType, draft: ApiObject, namespace: string): void => {
  const { namespace: own, ...metadata } = draft.metadata
  if (own && own !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  draft.metadata = type.namespaced ? { ...metadata, namespace } : metadata
}

const settleMetadata = (context: ApiContext, type: ResourceType, draft: ApiObject): void => {
  const { selfLink, resourceVersion, deletionTimestamp, deletionGracePeriodSeconds, generation, ...metadata } =
    draft.metadata
  const base = metadata.generateName
  const name =
    metadata.name || (base && `${base.slice(0, MAX_GENERATED_BASE)}${writeContext(context, '').randomSuffix()}`)
  draft.metadata = {
    ...metadata,
    ...(name ? { name } : {}),
    uid: context.newUid(),
    creationTimestamp: timestampAt(context.clock.now()),
    ...(type.countsGenerations ? { generation: 1 } : {}),
  }
}

/**
 * Brings a new object into the store.
 *
 * @param draft read from the request; it is written to
 * @throws ApiError where the object may not be, or is already
 */
export const createObject = (
  context: ApiContext,
  type: ResourceType,
  namespace: string,
  draft: ApiObject,
  options: WriteOptions,
  track = true,
): ApiObject => {
  settleNamespace(type, draft, namespace)
  if (draft.metadata.resourceVersion) throw badRequest('resourceVersion should not be set on objects to be created')
  const tracked = track
    ? (trackUpdate(undefined, draft, type.kind, fieldManager(context, type, options)) as ApiObject)
    : draft
  if (type.namespaced) checkNamespace(context, type, namespace, draft.metadata.name ?? '')
  const write = writeContext(context, namespace)
  type.admit?.(tracked, write)
  settleMetadata(context, type, tracked)
  type.prepareCreate?.(tracked, write)
  const causes = [...newMetadataCauses(tracked, type.nameRule), ...(type.validate?.(tracked) ?? [])]
  const name = tracked.metadata.name ?? ''
  if (causes.length > 0) throw invalid(type, name, causes)
  const collection = context.store.of(type)
  if (collection.get({ namespace, name }) !== undefined) throw alreadyExists(type, name)
  return options.dryRun ? tracked : collection.put({ namespace, name }, tracked)
}
