import type { Clock } from '../../../lib/ports/clock.ts'
import type { ApiObject } from '../api-object.ts'
import { RESOURCES } from '../resources/registry.ts'
import type { ResourceType, WriteContext } from '../resources/resource-type.ts'
import type { Store } from '../store/store.ts'

/** What every operation works with. */
export interface ApiContext {
  readonly store: Store
  readonly clock: Clock
  newUid(): string
  /** An integer in [0, bound). */
  randomBelow(bound: number): number
}

/** Without vowels and look-alikes, as the real one chooses them. */
const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789'

const randomSuffix = (context: ApiContext): string =>
  Array.from({ length: 5 }, () => SUFFIX_LETTERS[context.randomBelow(SUFFIX_LETTERS.length)]).join('')

export const timestampAt = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`

const byPlural = (plural: string): ResourceType => {
  const type = RESOURCES.find((candidate) => candidate.plural === plural)
  if (type === undefined) throw new Error(`no resource ${plural}`)
  return type
}

export const writeContext = (context: ApiContext, namespace: string): WriteContext => ({
  timestamp: timestampAt(context.clock.now()),
  namespace,
  find: (plural, inNamespace, name): ApiObject | undefined =>
    context.store.of(byPlural(plural)).get({ namespace: inNamespace, name }),
  all: (plural) => context.store.of(byPlural(plural)).list(''),
  randomSuffix: () => randomSuffix(context),
  randomBelow: (bound) => context.randomBelow(bound),
})
