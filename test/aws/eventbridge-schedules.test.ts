import {
  ConflictException,
  ResourceNotFoundException,
  type SchedulerClient,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-scheduler'
import { describe, expect, it } from 'vitest'
import { EventbridgeSchedules } from '../../lib/aws/eventbridge-schedules.ts'
import type { Alarm } from '../../lib/jobs/schedules/schedules.ts'

const ALARM: Alarm = {
  name: 'team-a.nightly-0123456789abcdef',
  expression: 'cron(30 2 * * ? *)',
  timezone: 'Europe/Berlin',
  end: Date.UTC(2027, 0, 1),
  enabled: false,
  maximumAgeSeconds: 600,
  input: '{"version":1}',
  description: 'x'.repeat(600),
}
const TARGET = { group: 'sparkdrop', queueArn: 'queue', roleArn: 'role', deadLetterArn: 'dead-letters' }

const said = (message: string) => ({ message, Message: message, $metadata: {} })

interface Call {
  readonly command: string
  readonly input: unknown
}

/** EventBridge Scheduler that answers one call after the other: with an error, or with nothing. */
const schedules = (...answers: (Error | undefined)[]) => {
  const calls: Call[] = []
  const send = async (command: { input: unknown }) => {
    calls.push({ command: command.constructor.name, input: command.input })
    const answer = answers.shift()
    if (answer) throw answer
    return {}
  }
  return { calls, schedules: new EventbridgeSchedules({ send } as unknown as SchedulerClient, TARGET) }
}

describe('an alarm in EventBridge Scheduler', () => {
  it('puts its message on the queue, for as long as the catch-up window, and else on the dead letters', async () => {
    const { calls, schedules: open } = schedules()
    await open.put(ALARM)
    expect(calls).toEqual([
      {
        command: 'UpdateScheduleCommand',
        input: {
          Name: ALARM.name,
          GroupName: 'sparkdrop',
          Description: 'x'.repeat(512),
          ScheduleExpression: 'cron(30 2 * * ? *)',
          ScheduleExpressionTimezone: 'Europe/Berlin',
          EndDate: new Date(Date.UTC(2027, 0, 1)),
          State: 'DISABLED',
          FlexibleTimeWindow: { Mode: 'OFF' },
          ActionAfterCompletion: 'DELETE',
          Target: {
            Arn: 'queue',
            RoleArn: 'role',
            Input: '{"version":1}',
            DeadLetterConfig: { Arn: 'dead-letters' },
            RetryPolicy: { MaximumEventAgeInSeconds: 600, MaximumRetryAttempts: 185 },
          },
        },
      },
    ])
  })

  it('is made where there is none, and changed where somebody else has just made it', async () => {
    const { calls, schedules: open } = schedules(
      new ResourceNotFoundException(said('none')),
      new ConflictException(said('there is one')),
    )
    await open.put(ALARM)
    expect(calls.map(({ command }) => command)).toEqual([
      'UpdateScheduleCommand',
      'CreateScheduleCommand',
      'UpdateScheduleCommand',
    ])
  })

  it('that is refused is its owner’s to mend, and one that is throttled may be tried again', async () => {
    const refused = schedules(new ValidationException(said('Invalid Schedule Expression')))
    await expect(refused.schedules.put(ALARM)).rejects.toMatchObject({
      code: 'BAD_SCHEDULE',
      retryable: false,
      message: 'EventBridge Scheduler refuses the schedule: Invalid Schedule Expression',
    })
    const throttled = schedules(new ThrottlingException(said('slow down')))
    await expect(throttled.schedules.remove(ALARM.name)).rejects.toMatchObject({ code: 'AWS_FAILED', retryable: true })
  })

  it('that is not there is removed already, and is none', async () => {
    const { schedules: open } = schedules(
      new ResourceNotFoundException(said('none')),
      new ResourceNotFoundException(said('none')),
    )
    await open.remove(ALARM.name)
    expect(await open.get(ALARM.name)).toBeUndefined()
  })
})
