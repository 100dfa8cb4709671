import * as z from 'zod'
import { driverPodSchema } from '../../../events/pod-event.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { phaseRank } from '../phase-rank.ts'
import { classifyDriver, type DriverObservation } from './classify-driver.ts'
import type { DriverVerdict } from './driver-verdict.ts'
import { type PodEventRecord, podEventRecordSchema } from './pod-event-record.ts'
import { compareVersions } from './resource-version.ts'

/** What is known of one driver pod after some observations of it. */
export interface ObservedDriver {
  readonly uid: string
  /** Of the newest observation so far. */
  readonly resourceVersion?: string | undefined
  readonly verdict: DriverVerdict
}

const isStale = (known: ObservedDriver, { type, pod }: DriverObservation): boolean =>
  pod.metadata.uid !== known.uid ||
  (type !== 'DELETED' && compareVersions(pod.metadata.resourceVersion, known.resourceVersion) < 0)

/**
 * Takes one more observation in. Those of another pod of the same name and those older than what is known are ignored, a
 * verdict never falls back in rank, and a terminal one stays as it is: observations may come twice and in any order.
 */
export const observeDriver = (known: ObservedDriver | undefined, observation: DriverObservation): ObservedDriver => {
  if (known && isStale(known, observation)) return known
  const { uid, resourceVersion } = observation.pod.metadata
  const verdict = classifyDriver(observation)
  const kept = known && (known.verdict.terminal || phaseRank(verdict.state) < phaseRank(known.verdict.state))
  return { uid, resourceVersion, verdict: kept ? known.verdict : verdict }
}

const watchRecordSchema = z.object({ type: z.enum(['ADDED', 'MODIFIED', 'DELETED']), object: driverPodSchema })

const isAboutObject = (record: unknown): boolean => {
  const type = (record as { type?: unknown } | null)?.type
  return type !== 'BOOKMARK' && type !== 'ERROR'
}

const parseEach = <T>(schema: z.ZodType<T>, what: string, records: readonly unknown[]): readonly T[] =>
  records.map((record, index) => {
    const parsed = schema.safeParse(record)
    if (parsed.success) return parsed.data
    throw new InvalidJobError(
      'INVALID_RECORDING',
      `${what} ${index + 1} is not valid:\n${z.prettifyError(parsed.error)}`,
      {
        cause: parsed.error,
      },
    )
  })

/**
 * The verdict on a driver pod whose life was recorded: `watch` is what a watch streamed (`{type, object}` each, in any order),
 * `events` the core/v1 Events about it. A pod's JSON alone is a watch of one ADDED.
 *
 * @throws InvalidJobError INVALID_RECORDING, naming the record that is none, or where there is no record of a pod
 */
export const explain = (watch: readonly unknown[], events: readonly unknown[] = []): DriverVerdict => {
  const known: readonly PodEventRecord[] = parseEach(podEventRecordSchema, 'event', events)
  const observed = parseEach(watchRecordSchema, 'watch record', watch.filter(isAboutObject))
    .toSorted((a, b) => compareVersions(a.object.metadata.resourceVersion, b.object.metadata.resourceVersion))
    .reduce<ObservedDriver | undefined>(
      (driver, { type, object }) => observeDriver(driver, { type, pod: object, events: known }),
      undefined,
    )
  if (!observed)
    throw new InvalidJobError('INVALID_RECORDING', 'the recording holds no ADDED, MODIFIED or DELETED of a pod')
  return observed.verdict
}
