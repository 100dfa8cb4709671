import type { DriverPod } from '../../../events/pod-event.ts'
import { type ContainerStatus, hasStarted, otherStatuses, type Terminated } from './driver-containers.ts'
import { type DriverVerdict, verdict } from './driver-verdict.ts'
import { exitSignal } from './exit-signal.ts'
import { decisiveError, lastLines } from './failure-text.ts'
import { diagnose } from './known-failures.ts'

/** What a kubelet and a container runtime say of a container that was gone when they came back, as after a reboot. */
const UNSEEN = new Set(['ContainerStatusUnknown', 'Unknown'])

const succeeded = (pod: DriverPod): DriverVerdict => {
  const failed = otherStatuses(pod).find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0)
  return verdict('SUCCEEDED', {
    exitCode: 0,
    message:
      failed &&
      `the driver ended well; container ${failed.name} beside it ended with exit code ${failed.state?.terminated?.exitCode}`,
  })
}

const notStarted = ({ exitCode, message = '' }: Terminated): DriverVerdict =>
  /OOM-killed/.test(message)
    ? verdict('FAILED', {
        reason: 'OOM',
        message: `the driver's memory limit is too low to start it: ${message}`,
        exitCode,
      })
    : verdict('FAILED', {
        reason: 'CONFIG',
        message: `the driver's container could not be started: check its command and that the image holds it: ${message}`,
        exitCode,
      })

/** What a driver left to say: its termination message is its last word, the end of its log the next best. */
const lastWords = (message: string, logTail: string): string =>
  decisiveError(message) ?? decisiveError(logTail) ?? (message.trim() ? message : lastLines(logTail))

const failed = (terminated: Terminated, logTail = ''): DriverVerdict => {
  const { exitCode, message = '' } = terminated
  const text = lastWords(message, logTail)
  const known = diagnose(text, `${message}\n${logTail}`)
  if (known) return verdict('FAILED', { ...known, exitCode })
  const signal = exitSignal(terminated)
  const ended = signal
    ? `the driver was ended by ${signal} (exit code ${exitCode})`
    : `the driver ended with exit code ${exitCode}`
  const said = text ? `${signal ? `${ended}: ` : ''}${text}` : `${ended} and left no message: see its log`
  return verdict('FAILED', { reason: 'USER_CODE', message: said, exitCode })
}

/** The verdict on a driver whose container ended by itself, or by what ran inside it: its exit code decides, whatever the pod's phase. */
export const classifyExit = (pod: DriverPod, terminated: Terminated, logTail: string | undefined): DriverVerdict => {
  const { exitCode, reason } = terminated
  if (exitCode === 0) return succeeded(pod)
  if (reason === 'OOMKilled')
    return verdict('FAILED', {
      reason: 'OOM',
      message:
        "the driver's container ran out of its memory limit (OOMKilled): raise spark.driver.memory or spark.driver.memoryOverhead",
      exitCode,
    })
  if (UNSEEN.has(reason ?? ''))
    return verdict('FAILED', {
      reason: 'LOST',
      message: `the node cannot say how the driver ended: ${terminated.message ?? 'its container is gone'}`,
      exitCode,
    })
  if (!hasStarted(terminated)) return notStarted(terminated)
  return failed(terminated, logTail)
}

/** The verdict on a pod whose init container failed: the driver never started. */
export const classifyInitExit = ({ name, state }: ContainerStatus): DriverVerdict => {
  const { exitCode, reason, message } = state?.terminated ?? { exitCode: 1 }
  const what = `init container ${name} ended with exit code ${exitCode}, so the driver was not started`
  if (reason === 'OOMKilled')
    return verdict('FAILED', { reason: 'OOM', message: `${what}: it ran out of its memory limit (OOMKilled)` })
  return verdict('FAILED', {
    reason: 'CONFIG',
    message: message?.trim() ? `${what}: ${message}` : `${what}: see its log`,
  })
}
