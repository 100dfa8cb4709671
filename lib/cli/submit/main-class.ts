import { open, stat } from 'node:fs/promises'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { RangeSource } from '../../jobs/uploads/block-reader.ts'
import type { ObjectRef } from '../../ports/object-store.ts'
import { isS3Uri, parseS3Uri } from '../../staging/s3-uri.ts'
import type { MainResource } from '../../submission/main-resource.ts'
import type { Surroundings } from '../surroundings.ts'
import { clientPath } from './client-path.ts'

const fileRanges = (path: string): RangeSource => ({
  readRange: async (_, start, end) => {
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start + 1), 0, end - start + 1, start)
    return buffer.subarray(0, bytesRead)
  },
})

interface JarSource {
  readonly ranges: RangeSource
  readonly ref: ObjectRef
  readonly size: number
}

const missing = (uri: string, problem = 'does not exist'): InvalidJobError =>
  new InvalidJobError('MAIN_FILE_MISSING', `the application's jar ${uri} ${problem}`, { details: { value: uri } })

async function localJar(uri: string, cwd: string): Promise<JarSource> {
  const path = clientPath(uri, cwd)
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) throw missing(uri, found && 'is not a file')
  return { ranges: fileRanges(path), ref: { bucket: '', key: path }, size: found.size }
}

async function storedJar(uri: string, conf: SparkConf, surroundings: Surroundings): Promise<JarSource> {
  const { openBucket } = await import('../upload/open-bucket.ts')
  const ref = parseS3Uri(uri)
  const ranges = openBucket(conf, ref.bucket, surroundings)
  const head = await ranges.head(ref)
  if (head === undefined) throw missing(uri)
  return { ranges, ref, size: head.size }
}

function jarSource(uri: string, conf: SparkConf, surroundings: Surroundings): Promise<JarSource> | undefined {
  if (/^file:/i.test(uri)) return localJar(uri, surroundings.cwd)
  return isS3Uri(uri) ? storedJar(uri, conf, surroundings) : undefined
}

/**
 * The class that the manifest of the application's jar names, where no `--class` does; undefined where the jar is out
 * of reach from here, as in an image. Follows SparkSubmit.prepareSubmitEnvironment.
 *
 * @throws InvalidJobError MAIN_FILE_MISSING, NOT_A_JAR, MAIN_CLASS_MISSING
 */
export async function manifestClass(
  main: MainResource,
  conf: SparkConf,
  surroundings: Surroundings,
): Promise<string | undefined> {
  const { uri } = main
  const source = main.kind === 'java' && uri !== undefined ? await jarSource(uri, conf, surroundings) : undefined
  if (source === undefined) return undefined
  const { readJarManifest } = await import('../../jobs/uploads/read-manifest.ts')
  const manifest = await readJarManifest(source.ranges, source.ref, source.size).catch((cause: unknown) => {
    if (!(cause instanceof InvalidJobError)) throw cause
    throw new InvalidJobError(cause.code, `${uri}: ${cause.message}`, { details: { value: uri }, cause })
  })
  const mainClass = manifest?.get('main-class')
  if (mainClass) return mainClass
  const message = `the manifest of ${uri} names no Main-Class: name the application's class by --class`
  throw new InvalidJobError('MAIN_CLASS_MISSING', message, { details: { value: uri } })
}
