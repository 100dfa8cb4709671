import { seededRandom } from '../fakes/seeded-random.ts'

/** FNV-1a, begun from the seed. */
const hash = (text: string, seed: number): number => {
  let value = (seed ^ 0x811c9dc5) | 0
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value
}

/** Everything that is left to chance in one simulation: the same seed gives the same course of things. */
export class Chance {
  readonly next: () => number
  readonly #seed: number

  constructor(seed: number) {
    this.#seed = seed
    this.next = seededRandom(seed)
  }

  /** Chance of its own for what is called so: whether anything else happens makes no difference to it. */
  of(name: string): Chance {
    return new Chance(hash(name, this.#seed))
  }

  /** True in so many of a hundred cases. */
  percent(share: number): boolean {
    return this.next() * 100 < share
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.next() * from.length)] as T
  }
}
