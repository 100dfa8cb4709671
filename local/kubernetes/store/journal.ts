import { closeSync, existsSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { type ApiObject, keyOfObject } from '../api-object.ts'
import { type ResourceType, resourceId } from '../resources/resource-type.ts'
import type { Store } from './store.ts'

/** A line of the file: a write, or, where there is no object, how far the counter of revisions was. */
interface Line {
  readonly revision: number
  readonly resource?: string
  readonly gone?: true
  readonly object?: ApiObject
}

interface Kept {
  readonly objects: ReadonlyMap<string, ReadonlyMap<string, ApiObject>>
  readonly revision: number
}

/** The lines of a file whose writer may have died within the last. */
const linesOf = (file: string): readonly Line[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))

const read = (file: string): Kept => {
  const objects = new Map<string, Map<string, ApiObject>>()
  let last = 0
  for (const { revision, resource = '', gone, object } of linesOf(file)) {
    last = Math.max(last, revision)
    if (object === undefined) continue
    const kept = objects.get(resource) ?? new Map<string, ApiObject>()
    objects.set(resource, kept)
    if (gone) kept.delete(keyOfObject(object))
    else kept.set(keyOfObject(object), object)
  }
  return { objects, revision: last }
}

/**
 * Takes in what the file holds of an earlier store, and from then on writes every change to it before it is answered or
 * watched. What was answered survives the end of the process, however it comes, but not that of the machine.
 *
 * @returns ends the writing
 */
export const keepInFile = (file: string, store: Store, types: readonly ResourceType[]): (() => void) => {
  const kept = existsSync(file) ? read(file) : undefined
  const fresh = `${file}.new`
  const descriptor = openSync(fresh, 'w')
  const write = (line: Line): void => {
    writeSync(descriptor, `${JSON.stringify(line)}\n`)
  }
  if (kept !== undefined) write({ revision: kept.revision })
  for (const type of types) {
    const resource = resourceId(type)
    store.of(type).listen(({ type: change, object, revision }) => {
      write({ revision, resource, ...(change === 'DELETED' ? { gone: true } : {}), object })
    })
  }
  // What is taken in is told to all who listen, and so is in the new file when that takes the old one's place.
  if (kept !== undefined) store.restore(kept.objects, kept.revision)
  renameSync(fresh, file)
  return () => closeSync(descriptor)
}
