import type { ApiError } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import { apiVersionOf, type ResourceType } from '../resources/resource-type.ts'
import { objectJson } from '../store/encoding.ts'
import type { ChangeType } from '../store/history.ts'
import { INITIAL_EVENTS_END } from './watch.ts'

/** How a watch's events are written: whole objects, or rows of a table. */
export interface WatchFrames {
  object(type: ChangeType, object: ApiObject): string
  bookmark(resourceVersion: string, endOfInitialEvents: boolean): string
  error(error: ApiError): string
}

const bookmarkMetadata = (resourceVersion: string, endOfInitialEvents: boolean): object => ({
  resourceVersion,
  ...(endOfInitialEvents ? { annotations: { [INITIAL_EVENTS_END]: 'true' } } : {}),
})

export const errorFrame = (error: ApiError): string => JSON.stringify({ type: 'ERROR', object: error.status })

export const objectFrames = (type: ResourceType): WatchFrames => ({
  object: (change, object) => `{"type":"${change}","object":${objectJson(type, object)}}`,
  bookmark: (resourceVersion, end) =>
    JSON.stringify({
      type: 'BOOKMARK',
      object: { kind: type.kind, apiVersion: apiVersionOf(type), metadata: bookmarkMetadata(resourceVersion, end) },
    }),
  error: errorFrame,
})
