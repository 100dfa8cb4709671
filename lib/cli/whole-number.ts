import { InvalidJobError } from '../errors/sparkdrop-error.ts'

/**
 * The number that an option says.
 * @throws InvalidJobError INVALID_NUMBER where it is none, or less than `least`
 */
export function wholeNumber(option: string, text: string, least = 0): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text)
  throw new InvalidJobError('INVALID_NUMBER', `${option}: '${text}' is no whole number from ${least} on`, {
    details: { property: option, value: text },
  })
}
