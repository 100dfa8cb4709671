/** Names of the stack's outputs: what a person, the command line and the local mode need to know of a deployed stack. */
export const STACK_OUTPUTS = [
  'DropBucket',
  'StagingBucket',
  'UploadPath',
  'UploadsQueueUrl',
  'UploadsDeadLettersUrl',
  'JobsQueueUrl',
  'JobsDeadLettersUrl',
  'PodEventsQueueUrl',
  'PodEventsDeadLettersUrl',
  'UndeliveredEventsUrl',
  'JobTable',
  'EventBusName',
  'AcceptUploadFunction',
  'SubmitJobFunction',
  'RecordPodEventFunction',
  'ReconcileJobsFunction',
] as const

export type StackOutputs = Readonly<Record<(typeof STACK_OUTPUTS)[number], string>>
