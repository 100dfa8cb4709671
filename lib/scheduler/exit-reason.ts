import type { ExecutorPod } from './executor-pod.ts'

/** Why an executor is gone, as Spark's ExecutorExited says it. */
export interface ExitReason {
  /** Of the executor's container; -1 where nobody knows. */
  readonly exitCode: number
  /** False where the executor could do nothing about it: then its failed tasks are not held against them. */
  readonly causedByApp: boolean
  readonly message: string
}

const UNKNOWN_EXIT_CODE = -1

/** What Spark's executors and the JVM mean by the codes with which they end. */
const SPARK_CODES: Readonly<Record<number, string>> = {
  50: 'uncaught exception',
  51: 'uncaught exception, and another while it was handled',
  52: 'out of memory in the JVM',
  53: 'no local directory could be made',
  54: 'the external block store could not be begun',
  55: 'no directory could be made in the external block store',
  56: 'the driver did not get its heartbeats',
  57: 'a task could not be killed',
  58: 'the block manager could not register again',
}

const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  6: 'SIGABRT',
  9: 'SIGKILL, perhaps by the kernel for want of memory',
  11: 'SIGSEGV',
  15: 'SIGTERM',
}

function meaningOf(exitCode: number): string {
  const signal = exitCode > 128 ? SIGNALS[exitCode - 128] : undefined
  const meaning = SPARK_CODES[exitCode] ?? signal ?? (exitCode > 128 ? `signal ${exitCode - 128}` : undefined)
  return meaning === undefined ? String(exitCode) : `${exitCode} (${meaning})`
}

/** The code of the executor's own container, else that of the first one that failed, else that of the first that ended. */
function exitCodeOf({ ending }: ExecutorPod, containerName: string): number {
  const containers = ending?.containers ?? []
  const decisive =
    containers.find(({ name }) => name === containerName) ??
    containers.find(({ exitCode }) => exitCode !== 0) ??
    containers[0]
  return decisive?.exitCode ?? UNKNOWN_EXIT_CODE
}

/** Reasons of a pod's end that say the node, not the executor, is to blame. */
const NOT_BY_APP = new Set([
  'Evicted',
  'Preempting',
  'NodeShutdown',
  'NodeAffinity',
  'NodeLost',
  'Terminated',
  'Shutdown',
])

/** What the API server said of the end, for a person. */
function details({ ending }: ExecutorPod): string {
  const containers = (ending?.containers ?? []).map(
    ({ name, exitCode, reason }) => `${name} ended with ${meaningOf(exitCode)}${reason ? `: ${reason}` : ''}`,
  )
  const said = [ending?.reason, ending?.message].filter((text) => text !== undefined)
  return [...said, ...containers].map((line) => `\n  ${line}`).join('')
}

/**
 * Why an executor's pod, which is in a final phase, ended. Follows ExecutorPodsLifecycleManager.findExitReason, but that
 * an executor which its node evicted is not blamed for it.
 */
export function exitReasonOf(pod: ExecutorPod, containerName: string): ExitReason {
  const exitCode = exitCodeOf(pod, containerName)
  if (pod.phase === 'deleted') {
    const message = `The executor with id ${pod.id} was deleted by a user or the framework.${details(pod)}`
    return { exitCode, causedByApp: false, message }
  }
  const evicted = pod.ending?.reason !== undefined && NOT_BY_APP.has(pod.ending.reason)
  return {
    exitCode,
    causedByApp: !evicted,
    message: `The executor with id ${pod.id} exited with exit code ${meaningOf(exitCode)}.${details(pod)}`,
  }
}

/** For an executor that is registered with Spark, and whose pod is not there. */
export const missingPod = (id: number): ExitReason => ({
  exitCode: UNKNOWN_EXIT_CODE,
  causedByApp: false,
  message:
    `The executor with id ${id} was not found in the cluster, and nobody saw why. ` +
    'Its pod may have been deleted while nobody watched.',
})
