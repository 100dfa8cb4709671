import { dirname } from 'node:path'
import { APP_NAME, NAMESPACE } from '../../conf/catalogue/application.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { isObject, type JobFields, mergeFields, parseJobFields } from '../../jobs/uploads/job-fields.ts'
import type { SubmitArguments } from '../../submission/arguments/parse-arguments.ts'
import { resolveUri } from '../../submission/arguments/resolve-uri.ts'
import { NO_RESOURCE } from '../../submission/main-resource.ts'
import { clientPath, readClientFile } from '../submit/client-path.ts'
import { readPropertyFiles } from '../submit/property-files.ts'
import type { Surroundings } from '../surroundings.ts'
import { fieldsOfArguments, type SaidByArguments } from './fields-of-arguments.ts'

/** Whether what is to be submitted is a description of a job, and not the application itself. */
export const isJobFile = (resource: string | undefined): resource is string =>
  resource !== undefined && /\.(ya?ml|json)$/i.test(resource)

const FILE_LISTS = ['jars', 'files', 'pyFiles', 'archives'] as const

const inLists = (dependencies: unknown, resolve: (file: unknown) => unknown): unknown =>
  isObject(dependencies)
    ? {
        ...dependencies,
        ...Object.fromEntries(
          FILE_LISTS.flatMap((list) => {
            const files = dependencies[list]
            return Array.isArray(files) ? [[list, files.map(resolve)]] : []
          }),
        ),
      }
    : dependencies

/** Files that are named relative to the job file, as `file:` URIs; what is no text is left to the schema to refuse. */
function withFilesOf(fields: JobFields, folder: string): JobFields {
  const resolve = (file: unknown): unknown =>
    typeof file === 'string' && file !== '' ? resolveUri(file, folder) : file
  const { main, dependencies } = fields
  return {
    ...fields,
    ...(isObject(main) && main['file'] !== undefined ? { main: { ...main, file: resolve(main['file']) } } : {}),
    ...(dependencies === undefined ? {} : { dependencies: inLists(dependencies, resolve) }),
  }
}

/** Of what the command line would come to by itself, what it says. */
async function saidBeside(args: SubmitArguments, surroundings: Surroundings): Promise<SaidByArguments> {
  const { propertiesFile } = readPropertyFiles(args, surroundings)
  const alone = { ...args, primaryResource: NO_RESOURCE }
  const said = await fieldsOfArguments(alone, propertiesFile === undefined ? {} : { propertiesFile }, surroundings)
  const { name, namespace, main, ...fields } = said.fields
  const { options } = args
  const isNamed = options.name !== undefined || args.conf.some(([key]) => key === APP_NAME.key)
  const isPlaced = options.namespace !== undefined || args.conf.some(([key]) => key === NAMESPACE.key)
  return {
    ...said,
    fields: {
      ...fields,
      ...(isNamed ? { name } : {}),
      ...(isPlaced ? { namespace } : {}),
      ...(options.mainClass === undefined ? {} : { main }),
    },
  }
}

/**
 * The job that a job file describes, in YAML or JSON: the fields of a request without its source. Files are named by a
 * URI, or relative to it. What options and arguments say goes before it.
 *
 * @throws InvalidJobError JOB_FILE_MISSING, BAD_HINTS where it is no YAML, and what `fieldsOfArguments` throws
 */
export async function fieldsOfFile(
  args: SubmitArguments,
  file: string,
  surroundings: Surroundings,
): Promise<SaidByArguments> {
  const { cwd } = surroundings
  const text = readClientFile(file, cwd, 'the job file')?.toString('utf8')
  if (text === undefined) {
    const message = `the job file ${file} does not exist on this machine or is not a file`
    throw new InvalidJobError('JOB_FILE_MISSING', message, { details: { value: file } })
  }
  const folder = dirname(clientPath(file, cwd))
  const said = await saidBeside(args, surroundings)
  const fields = mergeFields(said.fields, withFilesOf(parseJobFields(text, file), folder))
  return { ...said, fields: { namespace: 'default', ...fields } }
}
