/** Levenshtein's distance: the fewest letters to add, drop or change. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (const [at, letter] of [...left].entries()) {
    const next = [at + 1]
    for (let column = 1; column <= right.length; column++) {
      const changed = (row[column - 1] ?? 0) + (letter === right[column - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}

/** The one of the texts that is most like `text`, or undefined where more than `tolerance` letters differ in each. */
export function nearestText(text: string, texts: readonly string[], tolerance: number): string | undefined {
  const [best] = texts
    .map((candidate) => ({ candidate, distance: distance(text, candidate) }))
    .sort((left, right) => left.distance - right.distance)
  return best !== undefined && best.distance <= tolerance ? best.candidate : undefined
}
