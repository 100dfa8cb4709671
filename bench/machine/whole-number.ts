/** The number that an option gives. Throws an Error that names the option where it is no whole number above 0. */
export const wholeNumber = (option: string, text: string): number => {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value === 0) throw new Error(`${option} must be a whole number above 0, not "${text}"`)
  return value
}
