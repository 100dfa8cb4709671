import type { JobReason } from '../../../events/job-state.ts'
import { DRIVER_CONTAINER } from './driver-containers.ts'
import { type DriverVerdict, verdict } from './driver-verdict.ts'
import { isFailedProbe } from './kubelet-stop.ts'
import { firstSeen, lastSeen, type PodEventRecord } from './pod-event-record.ts'

/** A driver whose pod is gone from the cluster, and whose end nobody saw. */
export interface GoneDriver {
  readonly name: string
  readonly namespace: string
  readonly uid: string
  /** Whether it was seen to run. */
  readonly hasRun: boolean
  /** Whether another attempt would follow where nobody can say whose doing its end was. */
  readonly isTriedAgain: boolean
}

/** Events have whole seconds, and who deletes a pod may speak of it after its kubelet does. */
const SLACK_MS = 2000

/**
 * What a kubelet says of a container that it stops with its pod. Of one that itself gave cause it says that, unless none is
 * left in its pod without it.
 */
const WITH_ITS_POD = /^Stopping container /
const TO_START_AGAIN = /will be restarted$/

const OWN_CAUSES: readonly (readonly [RegExp, JobReason])[] = [
  [/failed (?:liveness|startup) probe/, 'USER_CODE'],
  [/PostStartHook/, 'CONFIG'],
]

/**
 * What those say who end a pod for the cluster's sake: kubelet (Evicted, Preempting), scheduler (Preempted), taint manager,
 * Karpenter (Evicted, Disrupted) and Volcano (Evict).
 */
const BY_THE_CLUSTER = new Set(['Evicted', 'Preempting', 'Preempted', 'TaintManagerEviction', 'Disrupted', 'Evict'])

const causeOf = ({ reason = '', message = '' }: PodEventRecord): JobReason | undefined => {
  if (reason === 'DeadlineExceeded') return 'TIMEOUT'
  return BY_THE_CLUSTER.has(reason) && !message.startsWith('Cancelling') ? 'PREEMPTED' : undefined
}

/** All that was said of this very pod, oldest first. The taint manager does not know its uid, but speaks while it lives. */
const eventsOf = (uid: string, events: readonly PodEventRecord[]): readonly PodEventRecord[] => {
  const own = events.filter(({ involvedObject }) => involvedObject.uid === uid)
  const since = Math.min(...own.map(firstSeen))
  const nameless = events.filter((event) => !event.involvedObject.uid && firstSeen(event) >= since)
  return [...own, ...nameless].toSorted((a, b) => lastSeen(a) - lastSeen(b))
}

/**
 * What was said of the driver's container, as Spark calls it. Where a template called it otherwise, its pod would have to tell:
 * the only container that is spoken of may be one beside it.
 */
const aboutDriver = (events: readonly PodEventRecord[]): readonly PodEventRecord[] =>
  events.filter(({ involvedObject }) => involvedObject.fieldPath === `spec.containers{${DRIVER_CONTAINER}}`)

/** The kubelet's word that it stopped the driver for good: silence means nothing, since events may be lost. */
const stopOf = (about: readonly PodEventRecord[]): PodEventRecord | undefined => {
  const stop = about.findLast(({ reason, message = '' }) => reason === 'Killing' && !TO_START_AGAIN.test(message))
  const started = about.findLast(({ reason }) => reason === 'Started')
  return stop && started && lastSeen(started) > lastSeen(stop) ? undefined : stop
}

const told = ({ reason, message = '' }: PodEventRecord): string => `${reason}: ${message}`

const timeOf = (event: PodEventRecord): string => new Date(firstSeen(event)).toISOString()

const lost = ({ name }: GoneDriver, known: string): DriverVerdict =>
  verdict('FAILED', {
    reason: 'LOST',
    message: `its driver pod ${name} is gone from the cluster, and nobody saw how it ended; ${known}`,
  })

/** The probe for which the kubelet stopped the driver: the last to fail, in that moment. */
const probeOf = (stop: PodEventRecord, about: readonly PodEventRecord[]): PodEventRecord | undefined =>
  about.findLast((event) => isFailedProbe(event) && Math.abs(lastSeen(event) - firstSeen(stop)) <= SLACK_MS)

const stoppedAlone = (driver: GoneDriver, stop: PodEventRecord, about: readonly PodEventRecord[]): DriverVerdict => {
  const [, reason] = OWN_CAUSES.find(([pattern]) => pattern.test(stop.message ?? '')) ?? []
  if (!reason) return lost(driver, `its kubelet stopped it at ${timeOf(stop)}: ${told(stop)}`)
  return ownFault(reason, probeOf(stop, about) ?? stop)
}

const ownFault = (reason: JobReason, said: PodEventRecord): DriverVerdict =>
  verdict('FAILED', { reason, message: `the kubelet stopped the driver: ${told(said)}` })

const endedBy = (cause: PodEventRecord, reason: JobReason | undefined): DriverVerdict => {
  const what = reason === 'TIMEOUT' ? 'ran into its activeDeadlineSeconds' : 'was lost to its node or the scheduler'
  return verdict('FAILED', { reason, message: `the driver pod ${what}: ${told(cause)}` })
}

/**
 * A kubelet stops a driver in the same words where its pod is deleted by hand, evicted through the API, as a drain does,
 * or its node shuts down. A job that is to be tried again after the others is: that it was killed would be its end.
 */
const stoppedWithPod = (driver: GoneDriver, stop: PodEventRecord): DriverVerdict => {
  if (driver.isTriedAgain)
    return lost(
      driver,
      `its kubelet stopped it at ${timeOf(stop)}, as where a pod is deleted or evicted, or its node shuts down`,
    )
  return verdict('KILLED', {
    reason: 'CANCELLED',
    message: `the driver pod was deleted while the driver ran, by a person or a program with the right to delete pods in namespace ${driver.namespace}: its kubelet stopped the driver at ${timeOf(stop)}, and no Event says why`,
  })
}

/**
 * The verdict on a driver that is gone and was not seen to end, from the core/v1 Events about pods of its name, which
 * outlive it. That its kubelet stopped it shows that it had not ended by itself; whatever else was said of the pod before
 * that is why. A driver that never ran can be ended without its kubelet. All else is LOST, with the last that was said.
 */
export const classifyGone = (driver: GoneDriver, events: readonly PodEventRecord[]): DriverVerdict => {
  const all = eventsOf(driver.uid, events)
  const about = aboutDriver(all)
  const stop = stopOf(about)
  if (stop && !WITH_ITS_POD.test(stop.message ?? '')) return stoppedAlone(driver, stop, about)
  const hasRun = driver.hasRun || about.some(({ reason }) => reason === 'Started')
  const isInTime = (event: PodEventRecord): boolean => (stop ? firstSeen(event) <= firstSeen(stop) + SLACK_MS : !hasRun)
  const cause = all.findLast((event) => causeOf(event) && isInTime(event))
  if (cause) return endedBy(cause, causeOf(cause))
  const probe = stop && probeOf(stop, about)
  if (probe) return ownFault('USER_CODE', probe)
  if (stop) return stoppedWithPod(driver, stop)
  const last = all.at(-1)
  return lost(driver, last ? `the last that was said of it: ${told(last)}` : 'no Event tells of it')
}
