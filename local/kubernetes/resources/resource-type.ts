import type { StatusCause } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import type { JsonObject } from '../json.ts'

/** What rules on objects may look at besides the objects. */
export interface WriteContext {
  /** Now, as timestamps are written: `2026-01-01T00:00:00Z`. */
  readonly timestamp: string
  readonly namespace: string
  /** Another object, by the plural of its kind. */
  find(plural: string, namespace: string, name: string): ApiObject | undefined
  /** All objects of a kind. */
  all(plural: string): readonly ApiObject[]
  /** Five characters that make a generated name unlikely to be taken. */
  randomSuffix(): string
  /** An integer in [0, bound). */
  randomBelow(bound: number): number
}

export interface Column {
  readonly name: string
  /** 0 is always shown, 1 only by `-o wide`. */
  readonly priority: number
  readonly format?: string
  cell(object: ApiObject, now: number): string | number
}

export type NameRule = 'subdomain' | 'label' | 'service' | 'path-segment'

/**
 * One kind of object, as data: the rules that differ between kinds. All but the first lines are optional; what is left
 * out does nothing. `draft`s may be written to, other objects may not.
 */
export interface ResourceType {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly singular: string
  readonly namespaced: boolean
  readonly shortNames: readonly string[]
  readonly categories?: readonly string[]
  readonly nameRule: NameRule
  /** Fields, besides name and namespace, that a `fieldSelector` may name. */
  readonly selectableFields: readonly string[]
  readonly subresources: readonly string[]
  readonly columns: readonly Column[]
  /** Counts changes of the spec in `metadata.generation`. */
  readonly countsGenerations?: boolean
  /** A delete is answered with the object instead of a `Status`. */
  readonly returnsDeleted?: boolean
  /** A PUT of an object that does not exist creates it. */
  readonly createsOnUpdate?: boolean
  /** Seconds that a delete waits for somebody to finish the object off, or undefined where it goes at once. */
  gracePeriod?(object: ApiObject, asked: number | undefined): number | undefined
  /** Values that the API version gives to what the client left out. */
  defaults?(draft: ApiObject): void
  /** What the server adds or takes away on creation; throws ApiError where it does not let the object in. */
  admit?(draft: ApiObject, context: WriteContext): void
  prepareCreate?(draft: ApiObject, context: WriteContext): void
  prepareUpdate?(draft: ApiObject, current: ApiObject, context: WriteContext): void
  validate?(object: ApiObject): StatusCause[]
  validateUpdate?(object: ApiObject, current: ApiObject): StatusCause[]
}

export const resourceId = (type: ResourceType): string => `${type.group}/${type.version}/${type.plural}`

export const apiVersionOf = (type: ResourceType): string =>
  type.group === '' ? type.version : `${type.group}/${type.version}`

/** The object as clients know it, with its kind. */
export const withKind = (type: ResourceType, object: ApiObject): JsonObject => ({
  kind: type.kind,
  apiVersion: apiVersionOf(type),
  ...object,
})
