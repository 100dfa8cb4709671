import type { ApiObject } from '../api-object.ts'
import { deepEqual } from '../json.ts'

/** Counts a change of what is wanted, so that whoever makes it so can say how far it is. */
export const changesSpec = (draft: ApiObject, current: ApiObject): void => {
  if (!deepEqual(draft['spec'], current['spec'])) {
    draft.metadata = { ...draft.metadata, generation: (current.metadata.generation ?? 0) + 1 }
  }
}
