import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { clientConfig, type EmulatorAccess } from './client-config.ts'

export interface Dropped {
  readonly key: string
  readonly etag: string
}

/** Puts a file into the drop bucket below its namespace, as anybody would. */
export const dropFile = async (
  access: EmulatorAccess,
  bucket: string,
  namespace: string,
  file: string,
): Promise<Dropped> => {
  const key = `${namespace}/${basename(file)}`
  const s3 = new S3Client({ ...clientConfig(access), forcePathStyle: true })
  try {
    const { ETag } = await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: await readFile(file) }))
    return { key, etag: ETag?.replaceAll('"', '') ?? '' }
  } finally {
    s3.destroy()
  }
}
