/**
 * The value below which the share `rank` of the values lies, by the nearest-rank method: always one that was measured.
 *
 * @param rank between 0 and 1
 * @throws RangeError where there are no values
 */
export const quantile = (values: readonly number[], rank: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(rank * sorted.length) - 1)]
  if (value === undefined) throw new RangeError('there is no quantile of no values')
  return value
}

/** The middle one of the values, or the mean of the two in the middle. Throws RangeError where there are none. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[sorted.length >> 1]
  const lower = sorted[(sorted.length - 1) >> 1]
  if (upper === undefined || lower === undefined) throw new RangeError('there is no median of no values')
  return (lower + upper) / 2
}

/** The median of each field of records that have the same fields. */
export const medians = <T extends { readonly [K in keyof T]: number }>(records: readonly T[]): T => {
  const [first] = records
  if (first === undefined) throw new RangeError('there is no median of no records')
  const fields = Object.keys(first) as (keyof T)[]
  return Object.fromEntries(fields.map((field) => [field, median(records.map((record) => record[field]))])) as T
}
