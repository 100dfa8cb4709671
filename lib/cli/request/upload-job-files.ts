import { UPLOAD_PATH } from '../../conf/catalogue/application.ts'
import { namespaceUploadPath } from '../../files/staged-place.ts'
import type { JobFields } from '../../jobs/uploads/job-fields.ts'
import { systemTimers } from '../../kubernetes/timers.ts'
import type { Deployment } from '../api-client/open-api.ts'
import type { Surroundings } from '../surroundings.ts'
import { ApiTarget } from '../upload/api-target.ts'
import { type Uploaded, uploadFiles, uploadTo } from '../upload/upload-files.ts'
import type { SaidByArguments } from './fields-of-arguments.ts'
import { localFiles, plannedUploads, sizedFiles, withUploads } from './local-files.ts'

/** A request whose files are where the stack's jobs may have them, and how to take them back. */
export interface RequestWithFiles extends Uploaded {
  readonly fields: JobFields
}

/**
 * Below which the job's files are uploaded: where the settings say, else below the stack's own path for its namespace; none
 * where only the API is known, which then says it for each file.
 */
async function uploadRoot({ conf, fields }: SaidByArguments, { output }: Deployment): Promise<string | undefined> {
  const named = conf.getOption(UPLOAD_PATH.key)
  if (named !== undefined) return named
  const ofStack = await output('UploadPath')
  return ofStack === undefined ? undefined : namespaceUploadPath(String(fields['namespace']), ofStack)
}

/**
 * Uploads the files of this machine that the job names, all or none.
 *
 * @param key of the request: the same file under it has the same place
 * @throws InvalidJobError FILE_MISSING, and what the place throws where it does not take a file
 */
export async function uploadJobFiles(
  said: SaidByArguments,
  deployment: Deployment,
  key: string,
  surroundings: Surroundings,
): Promise<RequestWithFiles> {
  const { fields, conf } = said
  const files = localFiles(fields)
  if (files.size === 0) return { fields, remove: async () => {} }
  const { cwd, signal } = surroundings
  const root = await uploadRoot(said, deployment)
  if (root !== undefined) {
    const uploads = await plannedUploads(files, root, key, cwd)
    return { fields: withUploads(fields, uploads), ...(await uploadFiles(uploads, conf, surroundings)) }
  }
  const { client } = deployment
  const target = new ApiTarget({ client, namespace: String(fields['namespace']), key, timers: systemTimers, signal })
  const uploads = await target.place(await sizedFiles(files, cwd))
  return { fields: withUploads(fields, uploads), ...(await uploadTo(target, uploads, surroundings)) }
}
