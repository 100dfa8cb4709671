import * as z from 'zod'
import { describeProblems } from '../events/describe-problems.ts'

/** What a person, the command line and the local mode need to know of a deployed stack. */
const stackOutputsSchema = z.object({
  DropBucket: z.string(),
  StagingBucket: z.string(),
  /** `s3a://` URI below which the copies of a job's files are kept. */
  UploadPath: z.string(),
  UploadsQueueUrl: z.string(),
  UploadsDeadLettersUrl: z.string(),
  JobsQueueUrl: z.string(),
  JobsDeadLettersUrl: z.string(),
  PodEventsQueueUrl: z.string(),
  PodEventsDeadLettersUrl: z.string(),
  /** Events that could not be put on the queue that they were for, and runs of reconcile-jobs that failed. */
  UndeliveredEventsUrl: z.string(),
  JobTable: z.string(),
  EventBusName: z.string(),
  AcceptUploadFunction: z.string(),
  SubmitJobFunction: z.string(),
  RecordPodEventFunction: z.string(),
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
