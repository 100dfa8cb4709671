import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { KubernetesObject } from '../../ports/kubernetes-types.ts'
import { inNamespace } from '../../spark-pod/namespaced.ts'
import type { TextSink } from '../surroundings.ts'

const FORMATS = ['yaml', 'json'] as const
export type OutputFormat = (typeof FORMATS)[number]

/**
 * The format that `--output` names; YAML where there is none.
 * @throws InvalidJobError INVALID_OUTPUT
 */
export function outputFormat(text: string | undefined): OutputFormat {
  const format = FORMATS.find((known) => known === (text ?? 'yaml').toLowerCase())
  if (format !== undefined) return format
  throw new InvalidJobError('INVALID_OUTPUT', `--output: '${text}' is none of ${FORMATS.join(', ')}`, {
    details: { property: '--output', value: text },
  })
}

/** The objects as kubectl takes them: a YAML document each, or a List in JSON. */
export async function printObjects(
  namespace: string,
  objects: readonly KubernetesObject[],
  format: OutputFormat,
  sink: TextSink,
): Promise<void> {
  const items = objects.map((object) => inNamespace(namespace, object))
  if (format === 'json') {
    sink.write(`${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, undefined, 2)}\n`)
    return
  }
  const { yamlDocuments } = await import('./yaml-documents.ts')
  sink.write(yamlDocuments(items))
}
