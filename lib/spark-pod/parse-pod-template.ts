import { parse } from 'yaml'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'

/**
 * The text of a pod template as a value, by the rules of YAML 1.1 as Kubernetes and Spark read it (`0400` is octal).
 * @param file what the template is called, for messages
 * @throws InvalidJobError INVALID_POD_TEMPLATE where the text is no YAML
 */
export function parsePodTemplate(text: string, file: string): unknown {
  try {
    return parse(text, { version: '1.1' })
  } catch (cause) {
    const message = `Could not load pod from template file ${file}: ${cause instanceof Error ? cause.message : cause}`
    throw new InvalidJobError('INVALID_POD_TEMPLATE', message, { details: { value: file }, cause })
  }
}
