import * as z from 'zod'
import { describeProblems } from '../events/describe-problems.ts'

/** What a person, the command line and the local mode need to know of a deployed stack. */
const stackOutputsSchema = z.object({
  /** The release that was deployed. */
  Version: z.string(),
  DropBucket: z.string(),
  StagingBucket: z.string(),
  /** `s3a://` URI below which the copies of a job's files are kept. */
  UploadPath: z.string(),
  UploadsQueueUrl: z.string(),
  UploadsDeadLettersUrl: z.string(),
  /** Where people and programs send job requests. */
  RequestsQueueUrl: z.string(),
  RequestsDeadLettersUrl: z.string(),
  JobsQueueUrl: z.string(),
  JobsDeadLettersUrl: z.string(),
  SchedulesQueueUrl: z.string(),
  /** For rules that fire schedules. */
  SchedulesQueueArn: z.string(),
  SchedulesDeadLettersUrl: z.string(),
  PodEventsQueueUrl: z.string(),
  PodEventsDeadLettersUrl: z.string(),
  ReceiptsQueueUrl: z.string(),
  ReceiptsDeadLettersUrl: z.string(),
  /** Where the states go that jobs ask to be told of. */
  NotificationsTopicArn: z.string(),
  /** Events that could not be put on the queue that they were for, and runs of reconcile-jobs that failed. */
  UndeliveredEventsUrl: z.string(),
  JobTable: z.string(),
  EventBusName: z.string(),
  /** URL of the HTTP API, without a slash at its end. */
  ApiUrl: z.string(),
  ApiFunction: z.string(),
  AcceptUploadFunction: z.string(),
  AcceptMessageFunction: z.string(),
  AcceptScheduleFunction: z.string(),
  SubmitJobFunction: z.string(),
  RecordPodEventFunction: z.string(),
  WriteReceiptFunction: z.string(),
  ReconcileJobsFunction: z.string(),
})

export type StackOutputs = Readonly<z.output<typeof stackOutputsSchema>>

/** The outputs of one stack in what `cdk deploy --outputs-file` wrote. Throws where an output is missing. */
export const parseOutputs = (file: unknown, stackName: string): StackOutputs => {
  const result = z.object({ [stackName]: stackOutputsSchema }).safeParse(file)
  if (!result.success)
    throw new Error(`these are not the outputs of the stack ${stackName}: ${describeProblems(result.error)}`)
  return result.data[stackName] as StackOutputs
}
