import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { javaTrim } from './java-trim.ts'

/**
 * `true` or `false` in any case, spaces around it allowed: nothing else is a boolean for Spark (no `yes`, no `1`).
 * @throws InvalidJobError INVALID_BOOLEAN
 */
export function parseBoolean(text: string): boolean {
  const normalized = javaTrim(text).toLowerCase()
  if (normalized === 'true') return true
  if (normalized === 'false') return false
  throw new InvalidJobError('INVALID_BOOLEAN', `should be true or false, but was '${text}'`, {
    details: { value: text },
  })
}
