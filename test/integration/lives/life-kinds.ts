import type { JobReason, JobState } from '../../../events/job-state.ts'

/** What the record of a job has to say in the end. */
export interface Truth {
  readonly state: JobState
  readonly reason?: JobReason
  readonly exitCode?: number
  readonly attempt: number
}

/** What somebody does to a driver that runs, or that waits for something. */
export type Deed = 'kill the job' | 'delete the pod' | 'delete the pod at once' | 'evict the pod' | 'make the claim'

/** A way for a driver to live and to end, and what is to be known of it. */
export interface LifeKind {
  /** Of fifty jobs, how many live like this. */
  readonly share: number
  /** Seconds and end of each attempt, as the driver is told. */
  readonly attempts: readonly string[]
  /** Fields of the request. */
  readonly asks?: object
  readonly deed?: Deed
  /** How often its driver's process starts. */
  readonly starts: number
  /** The first is how it is where somebody saw it; the others are all that can be known where nobody did. */
  readonly truths: readonly [Truth, ...Truth[]]
}

const FOREVER = '600:0'
const again = { type: 'OnFailure', backoffSeconds: 1, maxBackoffSeconds: 4 }
const lost = { state: 'FAILED', reason: 'LOST', attempt: 1 } as const
const cancelled = { state: 'KILLED', reason: 'CANCELLED', attempt: 1 } as const
const tooLong = { state: 'FAILED', reason: 'TIMEOUT', attempt: 1 } as const

/** The image that no registry has, and the claim that is made later: by the life's name. */
export const MISSING_IMAGE = 'lives/missing:1'
export const claimOf = (name: string): string => `claim-of-${name}`
export const claimConf = (name: string): Record<string, string> => ({
  'spark.kubernetes.driver.volumes.persistentVolumeClaim.data.options.claimName': claimOf(name),
  'spark.kubernetes.driver.volumes.persistentVolumeClaim.data.mount.path': '/data',
})

export const LIFE_KINDS: Readonly<Record<string, LifeKind>> = {
  'ends well': { share: 20, attempts: ['2:0'], starts: 1, truths: [{ state: 'SUCCEEDED', exitCode: 0, attempt: 1 }] },
  'ends with an exit code': {
    share: 6,
    attempts: ['2:3'],
    starts: 1,
    truths: [{ state: 'FAILED', reason: 'USER_CODE', exitCode: 3, attempt: 1 }],
  },
  'kills itself': {
    share: 2,
    attempts: ['1:kill'],
    starts: 1,
    truths: [{ state: 'FAILED', reason: 'USER_CODE', exitCode: 137, attempt: 1 }],
  },
  'runs out of memory': {
    share: 2,
    attempts: ['1:oom'],
    starts: 1,
    truths: [{ state: 'FAILED', reason: 'OOM', exitCode: 52, attempt: 1 }],
  },
  'ends well the third time': {
    share: 4,
    attempts: ['1:1', '1:kill', '2:0'],
    asks: { restartPolicy: { ...again, runFailures: 3 } },
    starts: 3,
    truths: [{ state: 'SUCCEEDED', exitCode: 0, attempt: 3 }],
  },
  'fails as often as it may': {
    share: 2,
    attempts: ['1:1', '1:2'],
    asks: { restartPolicy: { ...again, runFailures: 1 } },
    starts: 2,
    truths: [{ state: 'FAILED', reason: 'USER_CODE', exitCode: 2, attempt: 2 }],
  },
  'is killed through the API': {
    share: 3,
    attempts: [FOREVER],
    deed: 'kill the job',
    starts: 1,
    truths: [cancelled],
  },
  'is deleted by hand': {
    share: 2,
    attempts: [FOREVER],
    deed: 'delete the pod',
    starts: 1,
    truths: [cancelled, lost],
  },
  vanishes: {
    share: 2,
    attempts: [FOREVER],
    deed: 'delete the pod at once',
    starts: 1,
    truths: [cancelled, lost],
  },
  'is evicted and tried again': {
    share: 3,
    attempts: [FOREVER, '2:0'],
    asks: { restartPolicy: { ...again, preemptions: 1, runFailures: 1 } },
    deed: 'evict the pod',
    starts: 2,
    truths: [{ state: 'SUCCEEDED', exitCode: 0, attempt: 2 }],
  },
  'has an image that is not there': {
    share: 1,
    attempts: [FOREVER],
    asks: { conf: { 'spark.kubernetes.container.image': MISSING_IMAGE }, timeouts: { startSeconds: 5 } },
    starts: 0,
    truths: [tooLong],
  },
  'takes too long': {
    share: 1,
    attempts: [FOREVER],
    asks: { timeouts: { runSeconds: 5 } },
    starts: 1,
    truths: [tooLong],
  },
  'cannot be scheduled for a while': {
    share: 2,
    attempts: ['2:0'],
    deed: 'make the claim',
    starts: 1,
    truths: [{ state: 'SUCCEEDED', exitCode: 0, attempt: 1 }],
  },
}
