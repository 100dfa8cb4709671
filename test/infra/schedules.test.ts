import { describe, expect, it } from 'vitest'
import {
  LISTED_SCHEDULE_FIELDS,
  LISTED_SCHEDULES_INDEX,
  UNSYNCED_SCHEDULES_INDEX,
} from '../../lib/aws/schedule-indices.ts'
import { EKS, referenced, resources, synthesize } from './synthesize.ts'

interface Statement {
  readonly Action: string | readonly string[]
  readonly Resource: unknown
  readonly Condition?: unknown
}

const template = synthesize()
const queueCalled = (pattern: RegExp): string =>
  resources(template, 'AWS::SQS::Queue').find(({ id }) => pattern.test(id))?.id ?? ''
const queue = queueCalled(/^SchedulesQueue[0-9A-F]{8}$/)
const deadLetters = queueCalled(/^SchedulesQueueDeadLetters/)

const statementsOf = (prefix: string): readonly Statement[] =>
  resources(template, 'AWS::IAM::Policy')
    .filter(({ id }) => id.startsWith(prefix))
    .flatMap(({ properties }) => properties.PolicyDocument.Statement)

describe('schedules', () => {
  it('are in a group of the stack, and have a table with the indices that the store asks', () => {
    template.hasResourceProperties('AWS::Scheduler::ScheduleGroup', { Name: 'sparkdrop' })
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [
        { AttributeName: 'namespace', KeyType: 'HASH' },
        { AttributeName: 'name', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: LISTED_SCHEDULES_INDEX,
          KeySchema: [
            { AttributeName: 'listed', KeyType: 'HASH' },
            { AttributeName: 'place', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...LISTED_SCHEDULE_FIELDS] },
        },
        {
          IndexName: UNSYNCED_SCHEDULES_INDEX,
          KeySchema: [
            { AttributeName: 'unsynced', KeyType: 'HASH' },
            { AttributeName: 'place', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    })
  })

  it('fire by a role that only this group takes, and that may put messages on their queue and its dead letters', () => {
    const [role] = resources(template, 'AWS::IAM::Role').filter(({ id }) => id.startsWith('SchedulesAlarmRole'))
    expect(role?.properties.AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' }, 'aws:SourceArn': expect.anything() },
        },
      },
    ])
    expect(JSON.stringify(role?.properties.AssumeRolePolicyDocument)).toContain(':schedule-group/sparkdrop')
    const statements = statementsOf('SchedulesAlarmRole')
    expect(statements.map(({ Action }) => Action)).toEqual(['sqs:SendMessage'])
    const reached = [statements[0]?.Resource].flat() as { 'Fn::GetAtt': [string, string] }[]
    expect(reached.map(referenced).sort()).toEqual([queue, deadLetters].sort())
  })

  it('are changed by functions that reach this group alone, and hand its role to EventBridge Scheduler only', () => {
    for (const prefix of ['ReconcileJobsRoleSchedules', 'ApiRoleSchedules']) {
      const statements = statementsOf(prefix)
      const changes = statements.find(({ Action }) => Action.includes('scheduler:CreateSchedule'))
      expect(JSON.stringify(changes?.Resource)).toContain(':schedule/sparkdrop/*')
      expect(statements.find(({ Action }) => Action === 'iam:PassRole')).toMatchObject({
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^SchedulesAlarmRole/), 'Arn'] },
        Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      })
    }
  })

  it('are not changed by the function that they fire', () => {
    const actions = statementsOf('AcceptScheduleRole').flatMap(({ Action }) => Action)
    expect(actions.filter((action) => /^(scheduler|iam):/.test(action))).toEqual([])
  })

  it('may be fired by the rules that the context names, and by no other', () => {
    const allowed = (context: unknown) =>
      resources(synthesize(context), 'AWS::SQS::QueuePolicy')
        .filter(({ properties }) => properties.Queues.some((it: { Ref: string }) => it.Ref === queue))
        .flatMap(({ properties }) => properties.PolicyDocument.Statement)
        .filter(({ Effect }: { Effect: string }) => Effect === 'Allow')
    expect(allowed(EKS)).toEqual([])
    const [statement, ...others] = allowed({ ...EKS, scheduleRules: ['hourly-rule'] })
    expect(others).toEqual([])
    expect(statement).toMatchObject({ Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage' })
    expect(JSON.stringify(statement.Condition.ArnEquals)).toContain(':rule/hourly-rule')
  })
})
