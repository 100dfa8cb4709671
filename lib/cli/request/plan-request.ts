import { jobFileSchema } from '../../../events/job-file.ts'
import { readAs } from '../../../events/read-result.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { isObject, type JobFields } from '../../jobs/uploads/job-fields.ts'
import type { SubmitArguments } from '../../submission/arguments/parse-arguments.ts'
import { mainResource } from '../../submission/main-resource.ts'
import { manifestClass } from '../submit/main-class.ts'
import { readPropertyFiles } from '../submit/property-files.ts'
import type { Surroundings } from '../surroundings.ts'
import { fieldsOfArguments, type SaidByArguments } from './fields-of-arguments.ts'
import { fieldsOfFile, isJobFile } from './fields-of-file.ts'
import { localFiles, plannedUploads, withUploads } from './local-files.ts'

/** The same fields with the class that the manifest of the main jar names, where nobody named one. */
async function withMainClass(said: SaidByArguments, surroundings: Surroundings): Promise<JobFields> {
  const { fields, conf } = said
  const { main } = fields
  const file = isObject(main) && main['class'] === undefined ? main['file'] : undefined
  if (typeof file !== 'string' || !/\.jar$/i.test(file)) return fields
  const name = await manifestClass(mainResource(file), conf, surroundings)
  return name === undefined || !isObject(main) ? fields : { ...fields, main: { ...main, class: name } }
}

/** Where a file of this machine will lie is not known yet: any place is good enough to look at the rest. */
async function demandRequest(fields: JobFields, cwd: string): Promise<void> {
  const elsewhere = await plannedUploads(localFiles(fields), 's3a://bucket', '', cwd)
  const read = readAs(jobFileSchema, withUploads(fields, elsewhere))
  if (!read.ok) throw new InvalidJobError('BAD_REQUEST', `this can be no job: ${read.problems}`)
}

/**
 * What a command line, or the job file that it names, asks of a deployed stack; checked, with nothing done yet.
 * @throws InvalidJobError naming the option, setting, file or field
 */
export async function planRequest(args: SubmitArguments, surroundings: Surroundings): Promise<SaidByArguments> {
  const said = isJobFile(args.primaryResource)
    ? await fieldsOfFile(args, args.primaryResource, surroundings)
    : await fieldsOfArguments(args, readPropertyFiles(args, surroundings), surroundings)
  const fields = { version: 1, ...(await withMainClass(said, surroundings)) }
  await demandRequest(fields, surroundings.cwd)
  return { ...said, fields }
}
