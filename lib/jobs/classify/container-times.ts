import type { Terminated } from './driver-containers.ts'

/** A time of the Kubernetes API in milliseconds since the epoch; undefined where there is none. */
export const timeOf = (time: string | null | undefined): number | undefined => {
  const ms = Date.parse(time ?? '')
  return Number.isNaN(ms) ? undefined : ms
}

/** True where a container had come to its end before `time`, so that what happened then is no cause of it. */
export const endedBefore = (ended: Terminated | undefined, time: number | undefined): boolean => {
  const finished = timeOf(ended?.finishedAt)
  return finished !== undefined && time !== undefined && finished < time
}
