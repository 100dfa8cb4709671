/** Positions in a name that can be reached, from those that could be before. */
type Step = (name: readonly string[], at: ReadonlySet<number>) => ReadonlySet<number>

const advance =
  (accepts: (char: string) => boolean): Step =>
  (name, at) =>
    new Set(Array.from(at).flatMap((i) => (i < name.length && accepts(name[i] ?? '') ? [i + 1] : [])))

const anything: Step = (name, at) => {
  const first = Math.min(...at)
  return new Set(at.size === 0 ? [] : Array.from({ length: name.length - first + 1 }, (_, i) => first + i))
}

const oneAfterTheOther =
  (steps: readonly Step[]): Step =>
  (name, at) =>
    steps.reduce((reached, step) => step(name, reached), at)

const oneOf =
  (alternatives: readonly Step[]): Step =>
  (name, at) =>
    new Set(alternatives.flatMap((alternative) => [...alternative(name, at)]))

class GlobParser {
  readonly #glob: readonly string[]
  #next = 0

  constructor(glob: string) {
    this.#glob = [...glob]
  }

  /** What there is up to the end, or, within a group, to the end of the alternative. */
  sequence(inGroup: boolean): Step {
    const steps: Step[] = []
    for (let char = this.#peek(); char !== undefined; char = this.#peek()) {
      if (inGroup && (char === ',' || char === '}')) return oneAfterTheOther(steps)
      this.#next++
      steps.push(this.#step(char))
    }
    if (inGroup) throw this.#error('unclosed group')
    return oneAfterTheOther(steps)
  }

  #step(char: string): Step {
    if (char === '*') return anything
    if (char === '?') return advance(() => true)
    if (char === '[') return this.#characterSet()
    if (char === '{') return this.#group()
    const plain = char === '\\' ? this.#escaped() : char
    return advance((found) => found === plain)
  }

  #group(): Step {
    const alternatives = [this.sequence(true)]
    while (this.#glob[this.#next++] === ',') alternatives.push(this.sequence(true))
    return oneOf(alternatives)
  }

  /** A bracket that comes first is one of the characters. */
  #characterSet(): Step {
    const isNegated = this.#peek() === '^' || this.#peek() === '!'
    if (isNegated) this.#next++
    const ranges: [from: string, to: string][] = []
    while (ranges.length === 0 || this.#peek() !== ']') ranges.push(this.#range())
    this.#next++
    return advance((char) => ranges.some(([from, to]) => from <= char && char <= to) !== isNegated)
  }

  #range(): [from: string, to: string] {
    const from = this.#member()
    if (this.#peek() !== '-' || this.#glob[this.#next + 1] === ']') return [from, from]
    this.#next++
    const to = this.#member()
    if (from <= to) return [from, to]
    throw this.#error(`${from}-${to} goes backwards`)
  }

  #member(): string {
    const char = this.#glob[this.#next++]
    if (char === undefined) throw this.#error('unclosed character class')
    return char === '\\' ? this.#escaped() : char
  }

  #escaped(): string {
    const char = this.#glob[this.#next++]
    if (char === undefined) throw this.#error('missing escaped character')
    return char
  }

  #peek(): string | undefined {
    return this.#glob[this.#next]
  }

  #error(problem: string): SyntaxError {
    return new SyntaxError(`${problem} in ${this.#glob.join('')}`)
  }
}

/**
 * Tells which names a glob stands for: `*`, `?`, `[a-c]`, `[^a]` or `[!a]`, `{one,other}`, and `\` before what is meant as
 * it is. Follows Hadoop's GlobPattern. Its time grows with the lengths of glob and name only, whoever wrote them.
 *
 * @throws SyntaxError
 */
export function globMatcher(glob: string): (name: string) => boolean {
  const step = new GlobParser(glob).sequence(false)
  return (name) => {
    const chars = [...name]
    return step(chars, new Set([0])).has(chars.length)
  }
}
