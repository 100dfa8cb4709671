import { parseAllDocuments } from 'yaml'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { rootField } from '../../ports/kubernetes-schema/schema.ts'
import { decodeUtf8 } from '../utf8.ts'
import { MisplacedValue, typedValue } from './typed-value.ts'
import { scalars } from './yaml-scalars.ts'

function document(text: string): unknown {
  const isJson = /^\s*[{[]/.test(text)
  const documents = parseAllDocuments(text, {
    schema: 'failsafe',
    customTags: scalars(isJson),
    resolveKnownTags: false,
    stringKeys: true,
  })
  const values = [...documents]
    .map((one) => {
      const [error] = [...one.errors, ...one.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED')]
      if (error) throw error
      return one.toJS()
    })
    .filter((value) => value !== null)
  if (values.length > 1) throw new MisplacedValue('it holds several documents')
  return values[0] ?? null
}

/**
 * A pod template as a value, by the rules of YAML's JSON schema and with every field in the type that Kubernetes has
 * for it, as Spark's client reads it.
 * @param content YAML or JSON, in UTF-8 where it is not a text yet
 * @param property the setting that names the template
 * @throws InvalidJobError INVALID_POD_TEMPLATE where it is no YAML, or a value does not fit its field
 */
export function parsePodTemplate(content: Uint8Array | string, file: string, property: string): unknown {
  const text = typeof content === 'string' ? content : decodeUtf8(content)
  try {
    if (text === undefined) throw new MisplacedValue('it is no UTF-8 text')
    const value = document(text.replace(/^\uFEFF/, ''))
    return typeof value === 'object' && !Array.isArray(value) ? typedValue(value, rootField('Pod'), '') : value
  } catch (cause) {
    const message = `${property}: could not load pod from template file ${file}: ${cause instanceof Error ? cause.message : cause}`
    throw new InvalidJobError('INVALID_POD_TEMPLATE', message, { details: { property, value: file }, cause })
  }
}
