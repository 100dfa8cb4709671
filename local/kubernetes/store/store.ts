import type { ApiObject } from '../api-object.ts'
import { type ResourceType, resourceId } from '../resources/resource-type.ts'
import { Collection } from './collection.ts'

/** Everything that the API server keeps, in memory. */
export class Store {
  private readonly collections = new Map<string, Collection>()
  private revision = 1

  constructor(types: readonly ResourceType[], historyLimit: number) {
    const revisions = {
      current: () => this.revision,
      next: () => {
        this.revision += 1
        return this.revision
      },
    }
    for (const type of types) this.collections.set(resourceId(type), new Collection(revisions, historyLimit))
  }

  /**
   * Takes in what an earlier store held when its counter was at `revision`, by the resource's id and the object's key. As
   * after a restart of the real one, no watch or list goes back behind that.
   */
  restore(objects: ReadonlyMap<string, ReadonlyMap<string, ApiObject>>, revision: number): void {
    this.revision = revision
    for (const [id, collection] of this.collections) collection.load(objects.get(id) ?? new Map(), revision)
    for (const collection of this.collections.values()) collection.tellAll()
  }

  currentRevision(): number {
    return this.revision
  }

  of(type: ResourceType): Collection {
    const collection = this.collections.get(resourceId(type))
    if (collection === undefined) throw new Error(`store: no collection for ${resourceId(type)}`)
    return collection
  }
}
