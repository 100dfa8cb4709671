import { type ExecutorPod, isFinal } from './executor-pod.ts'
import type { ExecutorPodsSnapshot } from './snapshots-store.ts'

/** Somebody beside the loop who sees to executors that end or get lost. */
export interface ExecutorObserver {
  /** Pods that have ended, are gone, or are deleted before they ran, in the order in which that was seen. */
  changed(pods: readonly ExecutorPod[]): void
  /** All pods there are: after every whole list. */
  listed(pods: readonly ExecutorPod[]): void
}

/** For executors that nobody sees to once they are there. */
export const UNOBSERVED: ExecutorObserver = { changed: () => {}, listed: () => {} }

/** Whether the pod's executor is of no use any more; one that runs is, though it may have been told to end. */
const isLost = (pod: ExecutorPod): boolean => isFinal(pod) || (pod.deletedBy !== undefined && pod.phase !== 'running')

/** Tells the observer what concerns it, so that thousands of pods may come and run without a word. */
export const observeWith =
  (observer: ExecutorObserver) =>
  ({ changes, pods, listedSince }: ExecutorPodsSnapshot): void => {
    const lost = changes.filter(isLost)
    if (lost.length > 0) observer.changed(lost)
    if (listedSince !== undefined) observer.listed([...pods.values()])
  }
