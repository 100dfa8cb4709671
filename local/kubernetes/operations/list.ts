import { expired, tooLargeResourceVersion } from '../api-error.ts'
import { type ApiObject, keyOfObject } from '../api-object.ts'
import type { ResourceType } from '../resources/resource-type.ts'
import type { ApiContext } from './api-context.ts'
import { readContinueToken, writeContinueToken } from './continue-token.ts'
import type { ListOptions } from './list-options.ts'

export interface ListPage {
  readonly items: readonly ApiObject[]
  readonly resourceVersion: string
  readonly continueToken?: string
  readonly remaining?: number
}

const TOKEN_TOO_OLD =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted ' +
  'between the time the first chunk was returned and now may show up in the list.'

interface Snapshot {
  readonly objects: readonly ApiObject[]
  readonly revision: number
  /** Only what comes after this key. */
  readonly after: string
}

const snapshot = (context: ApiContext, type: ResourceType, namespace: string, options: ListOptions): Snapshot => {
  const collection = context.store.of(type)
  const current = context.store.currentRevision()
  if (options.continueToken !== '') {
    const { revision, after } = readContinueToken(options.continueToken)
    if (revision === -1) return { objects: collection.list(namespace), revision: current, after }
    const objects = collection.listAt(namespace, revision)
    if (objects === undefined) throw expired(TOKEN_TOO_OLD, writeContinueToken({ revision: -1, after }))
    return { objects, revision, after }
  }
  const wanted = options.resourceVersion ?? 0
  if (wanted > current) throw tooLargeResourceVersion(wanted, current)
  if (!options.exact || wanted === 0) return { objects: collection.list(namespace), revision: current, after: '' }
  const objects = collection.listAt(namespace, wanted)
  if (objects === undefined) throw expired('The resourceVersion for the provided list is too old.')
  return { objects, revision: wanted, after: '' }
}

/**
 * One page of the objects that the selectors pick, in the order of their keys.
 *
 * @throws ApiError Expired where the pages before are of a revision that is forgotten
 */
export const listObjects = (
  context: ApiContext,
  type: ResourceType,
  namespace: string,
  options: ListOptions,
): ListPage => {
  const { objects, revision, after } = snapshot(context, type, namespace, options)
  const rest = after === '' ? objects : objects.filter((object) => keyInList(object, namespace) > after)
  const matching = options.all ? rest : rest.filter(options.matches)
  const resourceVersion = String(revision)
  if (options.limit <= 0 || matching.length <= options.limit) return { items: matching, resourceVersion }
  const items = matching.slice(0, options.limit)
  const last = items.at(-1)
  return {
    items,
    resourceVersion,
    ...(last === undefined
      ? {}
      : { continueToken: writeContinueToken({ revision, after: keyInList(last, namespace) }) }),
    ...(options.all ? { remaining: matching.length - items.length } : {}),
  }
}

/** Tokens of a list of one namespace do not repeat it. */
const keyInList = (object: ApiObject, namespace: string): string =>
  namespace === '' ? keyOfObject(object) : (object.metadata.name ?? '')
