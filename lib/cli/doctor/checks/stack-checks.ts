import { type Finding, failed, ok, warning } from '../finding.ts'
import { SEE } from '../see.ts'
import type { StackState } from '../stack-look.ts'

/** Every output that a stack has wherever its clusters are. A test holds that these are all. */
export const OUTPUTS: readonly string[] = [
  ...['Version', 'DropBucket', 'StagingBucket', 'UploadPath', 'JobTable', 'EventBusName', 'ApiUrl'],
  ...['UploadsQueueUrl', 'UploadsDeadLettersUrl', 'RequestsQueueUrl', 'RequestsDeadLettersUrl'],
  ...['JobsQueueUrl', 'JobsDeadLettersUrl', 'SchedulesQueueUrl', 'SchedulesQueueArn', 'SchedulesDeadLettersUrl'],
  ...['PodEventsQueueUrl', 'PodEventsDeadLettersUrl', 'ReceiptsQueueUrl', 'ReceiptsDeadLettersUrl'],
  ...['UndeliveredEventsUrl', 'NotificationsTopicArn', 'ApiFunction', 'AcceptUploadFunction'],
  ...['AcceptMessageFunction', 'AcceptScheduleFunction', 'SubmitJobFunction', 'RecordPodEventFunction'],
  ...['WriteReceiptFunction', 'ReconcileJobsFunction'],
]

function deployment(name: string, { status }: StackState): Finding {
  const about = `stack ${name}`
  const see = SEE.deploy
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return ok(about, `deployed (${status})`)
  if (/IN_PROGRESS$/.test(status))
    return warning(about, `it is being deployed (${status})`, { advice: 'look again when that is over', see })
  if (/^(UPDATE|IMPORT)_ROLLBACK_COMPLETE$/.test(status))
    return warning(about, `the last deployment was taken back (${status})`, {
      advice: `its events say why: aws cloudformation describe-stack-events --stack-name ${name}`,
      see,
    })
  return failed(about, `the deployment failed (${status || 'of no status'})`, {
    advice: `its events say why: aws cloudformation describe-stack-events --stack-name ${name}`,
    see,
  })
}

function completeOutputs({ outputs }: StackState): Finding {
  const about = 'outputs'
  const missing = OUTPUTS.filter((name) => !outputs.get(name))
  if (missing.length === 0) return ok(about, `all ${OUTPUTS.length} are there`)
  return failed(about, `missing: ${missing.join(', ')}`, {
    advice: 'deploy this release of sparkdrop; is it a stack of sparkdrop at all?',
    see: SEE.deploy,
  })
}

function version({ outputs }: StackState, command: string): Finding {
  const about = 'version'
  const deployed = outputs.get('Version')
  if (deployed === command) return ok(about, `${deployed}, as this command`)
  const saw = deployed === undefined ? 'the stack says none' : `the stack is ${deployed}`
  return warning(about, `${saw}, this command is ${command}`, {
    advice: 'deploy the release that this command is of, or use the command of the release that is deployed',
    see: SEE.deploy,
  })
}

/** The stack as such. @param command the version of this command */
export const stackFindings = (name: string, state: StackState, command: string): readonly Finding[] => [
  deployment(name, state),
  completeOutputs(state),
  version(state, command),
]
