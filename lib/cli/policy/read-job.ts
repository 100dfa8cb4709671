import { parse } from 'yaml'
import { describeProblems } from '../../../events/describe-problems.ts'
import { type JobRequest, jobRequestSchema } from '../../../events/job-request.ts'
import type { JobSource } from '../../../events/job-source.ts'
import { parseProperties } from '../../conf/codecs/properties.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'

/** What the command line says of the job beside its file. */
export interface JobPlace {
  readonly source?: JobSource | undefined
  readonly namespace?: string | undefined
}

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The namespace that a source stands for by itself. */
const namespaceOf = (source: JobSource | undefined): string | undefined => {
  if (source?.kind === 's3') return source.key.split('/')[0]
  return source?.kind === 'schedule' ? source.namespace : undefined
}

/** Job files that are dropped name their files relative to themselves. */
const absolute = (uri: unknown, source: JobSource | undefined): unknown => {
  if (typeof uri !== 'string' || source?.kind !== 's3' || /^[a-z][a-z0-9+.-]*:/i.test(uri)) return uri
  return `s3a://${source.bucket}/${source.key.replace(/[^/]*$/, '')}${uri}`
}

const withAbsoluteFiles = (fields: Fields, source: JobSource | undefined): Fields => {
  const { main, dependencies } = fields
  const lists = isObject(dependencies) ? dependencies : {}
  const resolved = ['jars', 'files', 'pyFiles', 'archives'].flatMap((list) => {
    const uris = lists[list]
    return Array.isArray(uris) ? [[list, uris.map((uri: unknown) => absolute(uri, source))]] : []
  })
  return {
    ...fields,
    ...(isObject(main) && main['file'] !== undefined
      ? { main: { ...main, file: absolute(main['file'], source) } }
      : {}),
    ...(isObject(dependencies) ? { dependencies: { ...lists, ...Object.fromEntries(resolved) } } : {}),
  }
}

/** Settings alone are those of a job that was dropped, or of any other. */
const ofProperties = (text: string, source: JobSource | undefined): Fields => {
  const conf = Object.fromEntries(parseProperties(text))
  const dropped = source?.kind === 's3' && /\.(jar|py|zip|pyz|R)$/.test(source.key)
  const main = dropped ? { file: `s3a://${source.bucket}/${source.key}` } : { class: 'Main' }
  return { main, conf }
}

const ofDocument = (text: string, file: string): Fields => {
  let value: unknown
  try {
    value = parse(text)
  } catch (cause) {
    throw new InvalidJobError('BAD_JOB_FILE', `${file} is no YAML: ${(cause as Error).message}`, { cause })
  }
  if (isObject(value)) return value
  throw new InvalidJobError('BAD_JOB_FILE', `${file} holds no job: a job file has fields, such as main and conf`)
}

/**
 * The request that a file means: a job request or a job file in YAML or JSON, or the settings of a `.properties` file.
 * @throws InvalidJobError BAD_JOB_FILE which names what is wrong with it
 */
export const readJob = (text: string, file: string, { source, namespace }: JobPlace): JobRequest => {
  const fields =
    file.endsWith('.properties') || file.endsWith('.conf') ? ofProperties(text, source) : ofDocument(text, file)
  const place = namespace ?? fields['namespace'] ?? namespaceOf(source)
  const request = jobRequestSchema.safeParse({
    version: 1,
    ...withAbsoluteFiles(fields, source),
    ...(source === undefined ? {} : { source }),
    ...(place === undefined ? {} : { namespace: place }),
  })
  if (request.success) return request.data
  const hint = fields['source'] === undefined && source === undefined ? '; say by --source where it comes from' : ''
  throw new InvalidJobError('BAD_JOB_FILE', `${file} is no job: ${describeProblems(request.error)}${hint}`)
}
