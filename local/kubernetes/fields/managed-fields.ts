import { type Field, rootField } from '../../../lib/ports/kubernetes-schema/schema.ts'
import { ApiError } from '../api-error.ts'
import { isObject, type JsonObject, objectsOf } from '../json.ts'
import { printedPath } from './field-paths.ts'
import {
  difference,
  EMPTY,
  type FieldSet,
  fromFieldsV1,
  intersection,
  isEmptySet,
  pathsOf,
  sameSet,
  toFieldsV1,
  union,
  withoutSubtrees,
} from './field-set.ts'
import { appliedFields, compareFields } from './object-fields.ts'
import { mergeApplied, prune } from './typed-merge.ts'

/** Who writes, and through which door. */
export interface FieldManager {
  readonly name: string
  readonly apiVersion: string
  readonly subresource: string
  /** The moment of the write, as it stands in `managedFields`. */
  readonly time: string
}

interface Owner {
  readonly manager: string
  readonly operation: string
  readonly apiVersion: string
  readonly subresource: string
  readonly time: string
  readonly fields: FieldSet
}

const paths = (tree: JsonObject): FieldSet => fromFieldsV1(tree)

const SERVER_OWNED = {
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': Object.fromEntries(
    [
      'name',
      'namespace',
      'selfLink',
      'uid',
      'resourceVersion',
      'generation',
      'creationTimestamp',
      'clusterName',
      'managedFields',
    ]
      .concat('deletionTimestamp', 'deletionGracePeriodSeconds')
      .map((name) => [`f:${name}`, {}]),
  ),
}
const IGNORED = paths(SERVER_OWNED)
const IGNORED_WITHOUT_STATUS = paths({ ...SERVER_OWNED, 'f:status': {} })
const IGNORED_WITHOUT_SPEC = paths({ ...SERVER_OWNED, 'f:spec': {} })

/** What a write through this door does not change, whatever it says. */
const ignoredBy = (manager: FieldManager, hasStatus: boolean): FieldSet =>
  manager.subresource === 'status' ? IGNORED_WITHOUT_SPEC : hasStatus ? IGNORED_WITHOUT_STATUS : IGNORED

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const ownersOf = (object: JsonObject): Owner[] => {
  const metadata = isObject(object['metadata']) ? object['metadata'] : {}
  return objectsOf(metadata['managedFields']).map((entry) => ({
    manager: text(entry['manager']),
    operation: text(entry['operation']),
    apiVersion: text(entry['apiVersion']),
    subresource: text(entry['subresource']),
    time: text(entry['time']),
    fields: fromFieldsV1(entry['fieldsV1']),
  }))
}

/** Appliers before updaters, who wrote first before who wrote later. */
const byAge = (left: Owner, right: Owner): number => {
  const ranks = [left, right].map((owner) => [owner.operation, owner.time, owner.manager, owner.apiVersion].join('\n'))
  return (ranks[0] ?? '') < (ranks[1] ?? '') ? -1 : 1
}

const withOwners = (object: JsonObject, owners: readonly Owner[]): JsonObject => {
  const { managedFields: _replaced, ...metadata } = isObject(object['metadata']) ? object['metadata'] : {}
  const entries = owners
    .filter((owner) => !isEmptySet(owner.fields))
    .sort(byAge)
    .map((owner) => ({
      manager: owner.manager,
      operation: owner.operation,
      apiVersion: owner.apiVersion,
      time: owner.time,
      fieldsType: 'FieldsV1',
      fieldsV1: toFieldsV1(owner.fields),
      ...(owner.subresource === '' ? {} : { subresource: owner.subresource }),
    }))
  return { ...object, metadata: entries.length === 0 ? metadata : { ...metadata, managedFields: entries } }
}

const isSelf = (owner: Owner, manager: FieldManager, operation: string): boolean =>
  owner.manager === manager.name && owner.operation === operation && owner.subresource === manager.subresource

const ownerFor = (manager: FieldManager, operation: string, fields: FieldSet, before: Owner | undefined): Owner => ({
  manager: manager.name,
  operation,
  apiVersion: manager.apiVersion,
  subresource: manager.subresource,
  time: before !== undefined && sameSet(before.fields, fields) ? before.time : manager.time,
  fields,
})

/** What every object of a kind has from the start, so that nobody comes to own the mere parents. */
const ground = (object: JsonObject): JsonObject =>
  Object.fromEntries(['metadata', 'spec', 'status'].filter((name) => isObject(object[name])).map((name) => [name, {}]))

/**
 * The object with `managedFields` as they are after a create or update: the writer owns what it wrote, others lose what
 * was changed under them.
 */
export const trackUpdate = (
  before: JsonObject | undefined,
  after: JsonObject,
  type: string,
  manager: FieldManager,
): JsonObject => {
  const metadata = isObject(after['metadata']) ? after['metadata'] : {}
  const sent = metadata['managedFields']
  const reset = Array.isArray(sent) && sent.length === 1 && isObject(sent[0]) && Object.keys(sent[0]).length === 0
  const owners = reset ? [] : ownersOf(before ?? {})
  const compared = compareFields(stripped(before ?? ground(after)), stripped(after), rootField(type))
  const ignored = ignoredBy(manager, 'status' in after || before?.['status'] !== undefined)
  const written = withoutSubtrees(compared.written, ignored)
  const removed = withoutSubtrees(compared.removed, ignored)
  const lost = union(written, removed)
  const self = owners.find((owner) => isSelf(owner, manager, 'Update'))
  const others = owners
    .filter((owner) => owner !== self)
    .map((owner) => ({ ...owner, fields: difference(owner.fields, lost) }))
  const fields = difference(union(self?.fields ?? EMPTY, written), removed)
  return withOwners(after, [...others, ownerFor(manager, 'Update', fields, self)])
}

/** Without `managedFields`, which are nobody's field. */
const stripped = (object: JsonObject): JsonObject => {
  if (!isObject(object['metadata'])) return object
  const { managedFields: _ignored, ...metadata } = object['metadata']
  return { ...object, metadata }
}

const describe = (owner: Owner): string => {
  const through = owner.subresource === '' ? '' : ` with subresource ${JSON.stringify(owner.subresource)}`
  const since = owner.time === '' ? '' : ` at ${owner.time}`
  const using = owner.operation === 'Update' ? ` using ${owner.apiVersion}${since}` : ''
  return `${JSON.stringify(owner.manager)}${through}${using}`
}

interface FieldConflict {
  readonly owner: string
  readonly field: string
}

const conflictMessage = (conflicts: readonly FieldConflict[]): string => {
  const [only, ...others] = conflicts
  if (only !== undefined && others.length === 0) return `1 conflict: conflict with ${only.owner}: ${only.field}`
  const byOwner = Map.groupBy(conflicts, ({ owner }) => owner)
  const lines = [...byOwner]
    .sort()
    .flatMap(([owner, own]) => [`conflicts with ${owner}:`, ...own.map(({ field }) => `- ${field}`)])
  return `${conflicts.length} conflicts: ${lines.join('\n')}`
}

const conflictsWith = (others: readonly Owner[], written: FieldSet): ApiError | undefined => {
  const conflicts = others.flatMap((owner) =>
    pathsOf(intersection(owner.fields, written)).map((path) => ({ owner: describe(owner), field: printedPath(path) })),
  )
  if (conflicts.length === 0) return undefined
  const causes = conflicts.map(({ owner, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${owner}`,
    field,
  }))
  return new ApiError(409, 'Conflict', `Apply failed with ${conflictMessage(conflicts)}`, { causes })
}

/**
 * Server-side apply: lays the configuration over the live object, takes away what this manager applied before and no
 * longer does, unless somebody else owns it too, and brings `managedFields` up to date.
 *
 * @throws ApiError Conflict where others own fields with other values, unless `force`
 */
export const applyConfiguration = (
  live: JsonObject,
  configuration: JsonObject,
  type: string,
  manager: FieldManager,
  force: boolean,
): JsonObject => {
  const root: Field = rootField(type)
  const owners = ownersOf(live)
  const self = owners.find((owner) => isSelf(owner, manager, 'Apply'))
  let others = owners.filter((owner) => owner !== self)
  const ignored = ignoredBy(manager, 'status' in live)
  const fields = withoutSubtrees(appliedFields(configuration, root), ignored)
  const base = stripped(live)
  const laid = mergeApplied(base, configuration, root)
  const elsewhere = others.map((owner) => owner.fields).reduce(union, EMPTY)
  const dropped = difference(difference(self?.fields ?? EMPTY, fields), elsewhere)
  const merged = prune(laid, dropped, root)
  const result = isObject(merged) ? merged : {}
  const compared = compareFields(base, result, root)
  const written = withoutSubtrees(compared.written, ignored)
  const conflict = conflictsWith(others, intersection(written, fields))
  if (conflict !== undefined && !force) throw conflict
  others = others.map((owner) => ({ ...owner, fields: difference(owner.fields, union(written, compared.removed)) }))
  return withOwners(result, [ownerFor(manager, 'Apply', fields, self), ...others])
}
