import type { JobStateChange } from '../../events/job-state.ts'
import type { JobStep } from './job.ts'

/** How long parts of a job's way took, in milliseconds, where a step is the end of one. */
export interface StepTimes {
  /** From acceptance to a driver that is complete, of a job that nothing held: what sparkdrop itself takes. */
  readonly submission?: number
  /** From there to a driver that runs: what the cluster takes. */
  readonly start?: number
}

const between = (from: JobStep | undefined, to: string): number | undefined =>
  from && Math.max(0, Date.parse(to) - Date.parse(from.at))

/** @param history the job's steps, that of the change among them */
export const stepTimes = ({ state, previous, attempt, at }: JobStateChange, history: readonly JobStep[]): StepTimes => {
  const first = (sought: JobStep['state']) => history.find((step) => step.state === sought && step.attempt === attempt)
  const submission = state === 'SUBMITTED' && previous === 'ACCEPTED' ? between(first('ACCEPTED'), at) : undefined
  const start = state === 'RUNNING' ? between(first('SUBMITTED'), at) : undefined
  return { ...(submission === undefined ? {} : { submission }), ...(start === undefined ? {} : { start }) }
}
