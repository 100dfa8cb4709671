/** The text without what Java's String.trim takes off: control characters and blanks, but no blank of other scripts. */
export const javaTrim = (text: string): string => {
  const isKept = (at: number): boolean => text.charCodeAt(at) > 0x20
  let [start, end] = [0, text.length]
  while (start < end && !isKept(start)) start++
  while (end > start && !isKept(end - 1)) end--
  return text.slice(start, end)
}
