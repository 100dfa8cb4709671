import type { ExecutorPod, ExecutorPodPhase } from '../../../lib/scheduler/executor-pod.ts'
import type { PodReport } from './protocol.ts'

/** How the API server calls them; those that ended are reported in its own words. */
const PHASES: Readonly<Partial<Record<ExecutorPodPhase, string>>> = {
  pending: 'Pending',
  running: 'Running',
  unknown: 'Unknown',
}

const statusOf = ({ phase, ending }: ExecutorPod): PodReport['status'] => {
  const known = PHASES[phase]
  if (known !== undefined) return { phase: known }
  const { phase: said, reason, message, containerStatuses } = ending?.status ?? {}
  const details = {
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(containerStatuses === undefined ? {} : { containerStatuses }),
  }
  return phase === 'deleted' || said === undefined ? details : { phase: said, ...details }
}

/** The pod as the driver's JVM is told of it: a few hundred bytes of the ten thousand that it may have. */
export const podReport = (pod: ExecutorPod): PodReport => ({
  id: pod.id,
  profile: pod.profileId,
  name: pod.name,
  leaving: pod.phase === 'deleted' || pod.deletedBy !== undefined,
  status: statusOf(pod),
})
