import { Duration } from 'aws-cdk-lib'

/** How long each function may take; the queues that feed them take their visibility from it. */
export const TIMEOUTS = {
  acceptUpload: Duration.seconds(30),
  acceptMessage: Duration.seconds(30),
  acceptSchedule: Duration.seconds(30),
  submitJob: Duration.seconds(60),
  recordPodEvent: Duration.seconds(30),
  writeReceipt: Duration.seconds(30),
  /** API Gateway waits for 30 seconds. */
  api: Duration.seconds(29),
  /** Shorter than the minute between two runs. */
  reconcileJobs: Duration.seconds(55),
} as const
