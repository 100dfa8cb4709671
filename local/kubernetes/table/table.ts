import type { ApiObject } from '../api-object.ts'
import type { ListPage } from '../operations/list.ts'
import type { ResourceType } from '../resources/resource-type.ts'
import { apiVersionOf } from '../resources/resource-type.ts'
import type { WatchFrames } from '../watch/watch-frames.ts'
import { errorFrame } from '../watch/watch-frames.ts'

/** What stands beside the cells of a row: only the metadata as a rule. */
export type IncludeObject = 'None' | 'Metadata' | 'Object'

export const parseIncludeObject = (query: URLSearchParams): IncludeObject => {
  const asked = query.get('includeObject')
  return asked === 'None' || asked === 'Object' ? asked : 'Metadata'
}

const rowObject = (type: ResourceType, object: ApiObject, include: IncludeObject): unknown => {
  if (include === 'None') return null
  if (include === 'Object') return { kind: type.kind, apiVersion: apiVersionOf(type), ...object }
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata }
}

const columnDefinitions = (type: ResourceType): unknown[] =>
  type.columns.map(({ name, format = '', priority }) => ({ name, type: 'string', format, description: '', priority }))

const tableOf = (
  type: ResourceType,
  objects: readonly ApiObject[],
  metadata: object,
  include: IncludeObject,
  now: number,
  withColumns = true,
): object => ({
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
  columnDefinitions: withColumns ? columnDefinitions(type) : null,
  rows: objects.map((object) => ({
    cells: type.columns.map((column) => column.cell(object, now)),
    object: rowObject(type, object, include),
  })),
})

export const objectTable = (type: ResourceType, object: ApiObject, include: IncludeObject, now: number): object =>
  tableOf(type, [object], { resourceVersion: object.metadata.resourceVersion }, include, now)

export const listTable = (type: ResourceType, page: ListPage, include: IncludeObject, now: number): object =>
  tableOf(
    type,
    page.items,
    {
      resourceVersion: page.resourceVersion,
      ...(page.continueToken === undefined ? {} : { continue: page.continueToken }),
      ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
    },
    include,
    now,
  )

/** A watch as rows; the columns are told once. */
export const tableFrames = (type: ResourceType, include: IncludeObject, now: () => number): WatchFrames => {
  let told = false
  const frame = (change: string, objects: readonly ApiObject[], metadata: object): string => {
    const object = tableOf(type, objects, metadata, include, now(), !told)
    told = true
    return JSON.stringify({ type: change, object })
  }
  return {
    object: (change, object) => frame(change, [object], { resourceVersion: object.metadata.resourceVersion }),
    bookmark: (resourceVersion) => frame('BOOKMARK', [], { resourceVersion }),
    error: errorFrame,
  }
}
