/** One source of texts, and the next that it gives. */
interface Head {
  readonly rest: AsyncIterator<string>
  readonly text: string
}

const headOf = async (rest: AsyncIterator<string>): Promise<Head | undefined> => {
  const { done, value } = await rest.next()
  return done ? undefined : { rest, text: value }
}

/** Merges sources that each give their texts from the last to the first in the order of sorting, as far as is asked for. */
export async function* newestFirst(sources: readonly AsyncIterable<string>[]): AsyncGenerator<string> {
  const begun = await Promise.all(sources.map((source) => headOf(source[Symbol.asyncIterator]())))
  const heads = begun.filter((head) => head !== undefined)
  while (heads.length > 0) {
    const newest = heads.reduce((best, head) => (head.text > best.text ? head : best))
    yield newest.text
    const next = await headOf(newest.rest)
    heads.splice(heads.indexOf(newest), 1, ...(next ? [next] : []))
  }
}
