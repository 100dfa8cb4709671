import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { deriveJobId } from '../../lib/jobs/job-id.ts'
import { clientConfig, type EmulatorAccess } from './client-config.ts'

export interface Dropped {
  readonly jobId: string
  readonly key: string
}

/** Puts a file into the drop bucket as anybody would, and says which job that makes. */
export const dropFile = async (
  access: EmulatorAccess,
  bucket: string,
  namespace: string,
  file: string,
): Promise<Dropped> => {
  const key = `${namespace}/${basename(file)}`
  const s3 = new S3Client({ ...clientConfig(access), forcePathStyle: true })
  try {
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: await readFile(file) }))
    if (!VersionId) throw new Error(`${bucket} gave ${key} no version`)
    return { key, jobId: deriveJobId({ kind: 's3', bucket, key, versionId: VersionId }) }
  } finally {
    s3.destroy()
  }
}
