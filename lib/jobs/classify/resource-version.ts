/** Positive where `a` is newer; resource versions are compared as numbers, and taken for equal where they are none. */
export const compareVersions = (a: string | undefined, b: string | undefined): number => {
  if (a === undefined || b === undefined || !/^\d+$/.test(a) || !/^\d+$/.test(b)) return 0
  const difference = BigInt(a) - BigInt(b)
  return difference > 0n ? 1 : difference < 0n ? -1 : 0
}
