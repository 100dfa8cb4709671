import { driverPodSchema } from '../../events/pod-event.ts'
import type { Cluster } from '../ports/cluster.ts'
import { driverContainerName } from './classify/driver-containers.ts'
import type { Job, JobDriver } from './job.ts'
import type { ClusterOf } from './life/job-life.ts'
import { liveDriver } from './live-driver.ts'
import { isTerminal } from './phase-rank.ts'

/** How far a log has been read: to the line of this time, of the driver of this attempt. */
export interface LogPosition {
  readonly attempt: number
  /** As the kubelet writes it; empty before the first line. */
  readonly time: string
}

/** A part of a driver's log. */
export interface LogPart {
  readonly lines: readonly string[]
  /** Where the next part begins. */
  readonly position: LogPosition
  /** Whether there is more to read at once. */
  readonly isCut: boolean
  /** Whether the pod, and with it its log, is gone, or has never been. */
  readonly isGone: boolean
  /** Whether nothing comes after this part. */
  readonly ended: boolean
}

export interface ReadLog {
  readonly after?: LogPosition
  /** Only so many of the last lines, where nothing was read before. */
  readonly tailLines?: number
}

/** What one answer may hold: far below what Lambda lets through, and enough for thousands of lines. */
const PART_BYTES = 512 * 1024
/** More than a kubelet keeps of a container, so that one second's lines never fill a part without an end. */
const MOST_BYTES = 32 * 1024 * 1024

/** A kubelet puts its time in front of a line, always with nine digits of the second, so that texts compare as times. */
const STAMPED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}\S+) (.*)$/s

interface Line {
  readonly time: string
  readonly text: string
}

const parse = (line: string): Line => {
  const [, time = '', text = line] = STAMPED.exec(line) ?? []
  return { time, text }
}

interface Chunk {
  readonly lines: readonly Line[]
  readonly isCut: boolean
}

/** Lines that were read before come again with those of the same second, and a last one without an end may still grow. */
const newLines = (log: string, limitBytes: number, after: string, isLast: boolean): Chunk => {
  const isCut = Buffer.byteLength(log) >= limitBytes
  const lines = log.split('\n')
  const rest = lines.pop() ?? ''
  const whole = rest !== '' && isLast && !isCut ? [...lines, rest] : lines
  return { lines: whole.map(parse).filter(({ time }) => time === '' || time > after), isCut }
}

const within = (lines: readonly Line[]): readonly Line[] => {
  let bytes = 0
  const end = lines.findIndex(({ text }) => {
    bytes += Buffer.byteLength(text) + 1
    return bytes > PART_BYTES
  })
  return end === -1 ? lines : lines.slice(0, Math.max(end, 1))
}

interface Source {
  readonly cluster: Cluster
  readonly namespace: string
  readonly driver: JobDriver
}

const readChunk = async (source: Source, after: string, read: ReadLog, isLast: boolean): Promise<Chunk | undefined> => {
  const { cluster, namespace, driver } = source
  const pod = await liveDriver(cluster, namespace, driver)
  const container = pod && driverContainerName(driverPodSchema.parse(pod))
  if (!container) return undefined
  const tail = after === '' && read.tailLines !== undefined ? { tailLines: read.tailLines } : {}
  for (let limitBytes = PART_BYTES; ; limitBytes *= 8) {
    const since = after === '' ? {} : { sinceTime: after }
    const options = { container, timestamps: true, limitBytes, ...since, ...tail }
    const log = await cluster.podLog(namespace, driver.name, options)
    if (log === undefined) return { lines: [], isCut: false }
    const chunk = newLines(log, limitBytes, after, isLast)
    if (chunk.lines.length > 0 || !chunk.isCut || limitBytes >= MOST_BYTES) return chunk
  }
}

/**
 * Reads on in the log of a job's driver, by way of the cluster that it is on: what came after `after`, or the log of the
 * next attempt's driver from its beginning.
 *
 * @throws KubernetesError, TransientError where the cluster does not let it be read, or does not answer
 */
export const readDriverLog = async (clusterOf: ClusterOf, job: Job, read: ReadLog = {}): Promise<LogPart> => {
  const ended = isTerminal(job.state)
  const driver = job.driver ?? job.former
  const attempt = job.driver ? job.attempt : Math.max(job.attempt - (job.former ? 1 : 0), 1)
  const time = read.after?.attempt === attempt ? read.after.time : ''
  const source = driver && { cluster: await clusterOf(job), namespace: job.namespace, driver }
  const chunk = source && (await readChunk(source, time, read, ended))
  if (!chunk) return { lines: [], position: { attempt, time }, isCut: false, isGone: true, ended }
  const lines = within(chunk.lines)
  const isCut = chunk.isCut || lines.length < chunk.lines.length
  const last = lines.findLast((line) => line.time !== '')?.time ?? time
  return {
    lines: lines.map(({ text }) => text),
    position: { attempt, time: last },
    isCut,
    isGone: false,
    ended: ended && !isCut,
  }
}
