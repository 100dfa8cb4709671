import { badRequest, internalError, invalidOptions } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import { forbiddenField, notSupported } from '../field-errors.ts'
import type { ResourceType } from '../resources/resource-type.ts'
import { parseFieldSelector } from '../selectors/field-selector.ts'
import { parseLabelSelector } from '../selectors/label-selector.ts'

const flag = (value: string | null): boolean => value !== null && value !== '' && value !== '0' && value !== 'false'

export interface ListOptions {
  readonly matches: (object: ApiObject) => boolean
  /** True where the selectors pick everything. */
  readonly all: boolean
  readonly limit: number
  readonly continueToken: string
  /** Undefined where the client does not care, 0 where anything will do. */
  readonly resourceVersion: number | undefined
  readonly exact: boolean
}

export interface WatchOptions {
  readonly matches: (object: ApiObject) => boolean
  readonly resourceVersion: number | undefined
  readonly bookmarks: boolean
  readonly initialEvents: boolean
  readonly timeoutSeconds: number
}

const integer = (query: URLSearchParams, name: string): number => {
  const text = query.get(name)
  if (text === null || text === '') return 0
  if (!/^-?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  return Number(text)
}

const notANumber = (text: string): string =>
  `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`

const version = (query: URLSearchParams, refuse: (message: string) => Error): number | undefined => {
  const text = query.get('resourceVersion') ?? ''
  if (text === '') return undefined
  if (!/^\d+$/.test(text)) throw refuse(notANumber(text))
  return Number(text)
}

const selection = (type: ResourceType, query: URLSearchParams): Pick<ListOptions, 'matches' | 'all'> => {
  const labelText = query.get('labelSelector') ?? ''
  const fieldText = query.get('fieldSelector') ?? ''
  const labels = parseLabelSelector(labelText)
  const fields = parseFieldSelector(fieldText, type.selectableFields)
  return {
    matches: (object) => fields(object) && labels(object.metadata.labels ?? {}),
    all: labelText === '' && fieldText === '',
  }
}

export const isWatch = (query: URLSearchParams): boolean => flag(query.get('watch'))

const refused = (why: string): Error => invalidOptions('ListOptions', [forbiddenField('resourceVersionMatch', why)])

/** @throws ApiError where an option is none, or two do not go together */
export const parseListOptions = (type: ResourceType, query: URLSearchParams): ListOptions => {
  const match = query.get('resourceVersionMatch') ?? ''
  const resourceVersion = version(query, (message) => badRequest(`invalid resource version: ${message}`))
  if (match !== '' && resourceVersion === undefined) {
    throw refused('resourceVersionMatch is forbidden unless resourceVersion is provided')
  }
  if (match !== '' && match !== 'Exact' && match !== 'NotOlderThan') {
    throw invalidOptions('ListOptions', [notSupported('resourceVersionMatch', match, ['Exact', 'NotOlderThan', ''])])
  }
  return {
    ...selection(type, query),
    limit: integer(query, 'limit'),
    continueToken: query.get('continue') ?? '',
    resourceVersion,
    exact: match === 'Exact',
  }
}

/** @throws ApiError where an option is none, or two do not go together */
export const parseWatchOptions = (type: ResourceType, query: URLSearchParams, name = ''): WatchOptions => {
  const match = query.get('resourceVersionMatch') ?? ''
  const initialEvents = flag(query.get('sendInitialEvents'))
  if (query.has('sendInitialEvents') && match !== 'NotOlderThan') {
    throw refused('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')
  }
  if (match !== '' && !query.has('sendInitialEvents')) {
    throw refused('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided')
  }
  const { matches } = selection(type, query)
  return {
    matches: name === '' ? matches : (object) => object.metadata.name === name && matches(object),
    resourceVersion: version(query, internalError),
    bookmarks: flag(query.get('allowWatchBookmarks')),
    initialEvents,
    timeoutSeconds: integer(query, 'timeoutSeconds'),
  }
}
