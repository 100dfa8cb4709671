import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { isS3Uri, parseS3Uri } from '../../staging/s3-uri.ts'
import type { Surroundings } from '../surroundings.ts'
import { readClientFile } from './client-path.ts'

/** Nothing larger fits an object of Kubernetes, which is what such files become. */
const MAX_BYTES = 3 * 1024 ** 2
const TIMEOUT_MS = 30_000

async function fromBucket(uri: string, conf: SparkConf, surroundings: Surroundings): Promise<Buffer | undefined> {
  const { openBucket } = await import('../upload/open-bucket.ts')
  const ref = parseS3Uri(uri)
  const text = await openBucket(conf, ref.bucket, surroundings).readText(ref, MAX_BYTES)
  return text === undefined ? undefined : Buffer.from(text)
}

async function fromWeb(uri: string, property: string, { signal }: Surroundings): Promise<Buffer | undefined> {
  const unreadable = (problem: string, cause?: unknown): InvalidJobError =>
    new InvalidJobError('CLIENT_FILE_UNREADABLE', `${property}: ${uri} cannot be read (${problem})`, {
      details: { property, value: uri },
      cause,
    })
  const signals = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
  const answer = await fetch(uri, { signal: signals }).catch((cause: unknown) => {
    signal.throwIfAborted()
    throw unreadable(cause instanceof Error ? cause.message : String(cause), cause)
  })
  if (answer.status === 404) return undefined
  if (!answer.ok) throw unreadable(`HTTP ${answer.status}`)
  return Buffer.from(await answer.arrayBuffer())
}

/**
 * The bytes of a file that a setting names, wherever it is: on this machine, in S3, on the web. Undefined where it is
 * not there. Follows KubernetesUtils.loadPodFromTemplate, which downloads by Hadoop's rules.
 *
 * @throws InvalidJobError CLIENT_FILE_UNREADABLE, OBJECT_FORBIDDEN, OBJECT_TOO_LARGE; TransientError
 */
export async function readFileAnywhere(
  uri: string,
  property: string,
  conf: SparkConf,
  surroundings: Surroundings,
): Promise<Buffer | undefined> {
  if (isS3Uri(uri)) return await fromBucket(uri, conf, surroundings)
  if (/^https?:/i.test(uri)) return await fromWeb(uri, property, surroundings)
  return readClientFile(uri, surroundings.cwd, property)
}
