import type { SparkConf } from '../conf/spark-conf.ts'
import { type FileTree, globFiles } from '../files/glob-files.ts'
import { isGlob } from '../files/hadoop-glob.ts'
import { type ResolvedGlobs, resolveGlobs } from '../files/resolve-globs.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import { isS3Uri, parseS3Uri } from './s3-uri.ts'

/** A bucket as folders and files: what a key has between two slashes is a folder. */
const bucketTree = (objects: ObjectStore, bucket: string): FileTree => ({
  isFile: async (key) => (await objects.head({ bucket, key })) !== undefined,
  list: async (folder, prefix) => {
    const below = folder === '' ? '' : `${folder}/`
    const { keys, prefixes } = await objects.listLevel(bucket, below + prefix)
    const files = keys.map((key) => key.slice(below.length)).filter((name) => name !== '')
    return { files, folders: prefixes.map((found) => found.slice(below.length, -1)).filter((name) => name !== '') }
  },
})

/**
 * The conf with the globs of objects in S3 (`s3a://bucket/jars/*.jar`) replaced by the objects that there are now; others
 * are left to Spark in the driver.
 *
 * @throws InvalidJobError INVALID_GLOB, AMBIGUOUS_FILES, OBJECT_FORBIDDEN; TransientError where S3 does not answer
 */
export const withS3GlobsResolved = (conf: SparkConf, objects: ObjectStore): Promise<ResolvedGlobs> =>
  resolveGlobs(conf, async (uri) => {
    if (!isS3Uri(uri) || !isGlob(uri)) return undefined
    const { bucket, key } = parseS3Uri(uri)
    const keys = await globFiles(bucketTree(objects, bucket), key)
    return keys.map((found) => `${uri.slice(0, uri.indexOf(':'))}://${bucket}/${found}`)
  })
