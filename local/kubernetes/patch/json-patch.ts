import { ApiError } from '../api-error.ts'
import { deepEqual, isObject, type JsonObject } from '../json.ts'

export interface JsonPatchOperation {
  readonly op: string
  readonly path: string
  readonly from?: string
  readonly value?: unknown
}

/** The kube-apiserver keeps to itself which operation of a patch failed, and why. */
const rejected = (): ApiError =>
  new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {})

const segmentsOf = (pointer: string | undefined): string[] => {
  if (pointer === undefined || (pointer !== '' && !pointer.startsWith('/'))) throw rejected()
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

const indexIn = (list: readonly unknown[], segment: string, limit: number): number => {
  const index = Number(segment)
  if (!/^-?\d+$/.test(segment)) throw rejected()
  const counted = index < 0 ? index + list.length : index
  if (counted < 0 || counted > limit) throw rejected()
  return counted
}

const child = (parent: unknown, segment: string): unknown => {
  if (Array.isArray(parent)) return parent[indexIn(parent, segment, parent.length - 1)]
  if (!isObject(parent) || !Object.hasOwn(parent, segment)) throw rejected()
  return parent[segment]
}

const read = (document: unknown, path: readonly string[]): unknown => path.reduce(child, document)

const parentOf = (document: unknown, path: readonly string[]): [JsonObject | unknown[], string] => {
  const parent = read(document, path.slice(0, -1))
  if (!isObject(parent) && !Array.isArray(parent)) throw rejected()
  return [parent, path.at(-1) ?? '']
}

const add = (document: unknown, path: readonly string[], value: unknown): void => {
  const [parent, segment] = parentOf(document, path)
  if (!Array.isArray(parent)) parent[segment] = value
  else if (segment === '-') parent.push(value)
  else parent.splice(indexIn(parent, segment, parent.length), 0, value)
}

const remove = (document: unknown, path: readonly string[]): void => {
  const [parent, segment] = parentOf(document, path)
  child(parent, segment)
  if (Array.isArray(parent)) parent.splice(indexIn(parent, segment, parent.length - 1), 1)
  else delete parent[segment]
}

const replace = (document: unknown, path: readonly string[], value: unknown): void => {
  const [parent, segment] = parentOf(document, path)
  child(parent, segment)
  if (Array.isArray(parent)) parent[indexIn(parent, segment, parent.length - 1)] = value
  else parent[segment] = value
}

const move = (document: unknown, from: readonly string[], path: readonly string[]): void => {
  const value = read(document, from)
  remove(document, from)
  add(document, path, value)
}

const test = (document: unknown, path: readonly string[], value: unknown): void => {
  if (!deepEqual(read(document, path), value)) throw rejected()
}

const apply = (document: unknown, { op, path, from, value }: JsonPatchOperation): void => {
  const target = segmentsOf(path)
  if (op === 'add') add(document, target, value)
  else if (op === 'remove') remove(document, target)
  else if (op === 'replace') replace(document, target, value)
  else if (op === 'copy') add(document, target, structuredClone(read(document, segmentsOf(from))))
  else if (op === 'move') move(document, segmentsOf(from), target)
  else if (op === 'test') test(document, target, value)
  else throw rejected()
}

/**
 * JSON patch, RFC 6902, on a copy of the object.
 *
 * @throws ApiError Invalid where an operation does not fit the object
 */
export const jsonPatch = (object: JsonObject, operations: readonly JsonPatchOperation[]): JsonObject => {
  const document = { '': structuredClone(object) }
  for (const operation of operations) {
    if (operation.path === '' && operation.op === 'replace' && isObject(operation.value)) document[''] = operation.value
    else apply(document[''], operation)
  }
  return document['']
}
