import type { ApiObject } from '../api-object.ts'

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED'

/** One write. `object` carries the revision of the write itself, also where it was a deletion. */
export interface Change {
  readonly revision: number
  readonly type: ChangeType
  readonly key: string
  readonly object: ApiObject
  readonly previous?: ApiObject
}

/** The latest changes of one kind of object, oldest first, up to a limit. */
export class History {
  private changes: Change[] = []
  private readonly limit: number
  private forgotten: number

  /** @param forgotten the revision before which nothing is known */
  constructor(limit: number, forgotten = 0) {
    this.limit = limit
    this.forgotten = forgotten
  }

  add(change: Change): void {
    this.changes.push(change)
    // Dropping half at a time keeps the cost of a write constant.
    if (this.changes.length > this.limit) {
      const dropped = this.changes.splice(0, Math.max(1, Math.ceil(this.limit / 2)))
      this.forgotten = dropped.at(-1)?.revision ?? this.forgotten
    }
  }

  /** Changes after `revision`, or undefined where some of them are no longer known. */
  since(revision: number): readonly Change[] | undefined {
    if (revision < this.forgotten) return undefined
    let low = 0
    let high = this.changes.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.changes[middle]?.revision ?? 0) <= revision) low = middle + 1
      else high = middle
    }
    return this.changes.slice(low)
  }
}
