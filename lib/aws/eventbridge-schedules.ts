import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
  ValidationException,
} from '@aws-sdk/client-scheduler'
import { InvalidJobError, type SparkdropError } from '../errors/sparkdrop-error.ts'
import type { Alarm, Schedules } from '../jobs/schedules/schedules.ts'
import { transient } from './aws-error.ts'

/** Where alarms are kept, and what they wake. */
export interface AlarmTarget {
  readonly group: string
  readonly queueArn: string
  /** What EventBridge Scheduler takes on to put a message on the queue. */
  readonly roleArn: string
  /** Where a message goes that could not be put on the queue. */
  readonly deadLetterArn: string
}

const RETRIES = 185
/** Shorter ones EventBridge Scheduler refuses. */
const LEAST_AGE_SECONDS = 60
const LONGEST_DESCRIPTION = 512

const failure = (what: string, error: unknown): SparkdropError =>
  error instanceof ValidationException
    ? new InvalidJobError('BAD_SCHEDULE', `EventBridge Scheduler refuses the schedule: ${error.message}`, {
        cause: error,
      })
    : transient(what, error)

/** Schedules in EventBridge Scheduler, all in one group. */
export class EventbridgeSchedules implements Schedules {
  private readonly client: SchedulerClient
  private readonly target: AlarmTarget

  constructor(client: SchedulerClient, target: AlarmTarget) {
    this.client = client
    this.target = target
  }

  async put(alarm: Alarm): Promise<void> {
    const input = this.inputOf(alarm)
    try {
      await this.client.send(new UpdateScheduleCommand(input)).catch((error: unknown) => {
        if (error instanceof ResourceNotFoundException) return this.create(input)
        throw error
      })
    } catch (error) {
      throw failure(`writing schedule ${alarm.name}`, error)
    }
  }

  async remove(name: string): Promise<void> {
    const command = new DeleteScheduleCommand({ Name: name, GroupName: this.target.group })
    await this.client.send(command).catch((error: unknown) => {
      if (!(error instanceof ResourceNotFoundException)) throw failure(`deleting schedule ${name}`, error)
    })
  }

  async get(name: string): Promise<Alarm | undefined> {
    try {
      const found = await this.client.send(new GetScheduleCommand({ Name: name, GroupName: this.target.group }))
      return {
        name,
        expression: found.ScheduleExpression ?? '',
        timezone: found.ScheduleExpressionTimezone ?? 'UTC',
        ...(found.StartDate ? { start: found.StartDate.getTime() } : {}),
        ...(found.EndDate ? { end: found.EndDate.getTime() } : {}),
        enabled: found.State === 'ENABLED',
        maximumAgeSeconds: found.Target?.RetryPolicy?.MaximumEventAgeInSeconds ?? LEAST_AGE_SECONDS,
        input: found.Target?.Input ?? '',
        description: found.Description ?? '',
      }
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined
      throw failure(`reading schedule ${name}`, error)
    }
  }

  /** Of two that find it missing only one creates it. */
  private async create(input: CreateScheduleInput): Promise<unknown> {
    return this.client.send(new CreateScheduleCommand(input)).catch((error: unknown) => {
      if (error instanceof ConflictException) return this.client.send(new UpdateScheduleCommand(input))
      throw error
    })
  }

  private inputOf(alarm: Alarm): CreateScheduleInput {
    const { group, queueArn, roleArn, deadLetterArn } = this.target
    return {
      Name: alarm.name,
      GroupName: group,
      Description: alarm.description.slice(0, LONGEST_DESCRIPTION),
      ScheduleExpression: alarm.expression,
      ScheduleExpressionTimezone: alarm.timezone,
      ...(alarm.start === undefined ? {} : { StartDate: new Date(alarm.start) }),
      ...(alarm.end === undefined ? {} : { EndDate: new Date(alarm.end) }),
      State: alarm.enabled ? 'ENABLED' : 'DISABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      // One that can never fire again would only count against the account's quota.
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: queueArn,
        RoleArn: roleArn,
        Input: alarm.input,
        DeadLetterConfig: { Arn: deadLetterArn },
        RetryPolicy: {
          MaximumEventAgeInSeconds: Math.max(alarm.maximumAgeSeconds, LEAST_AGE_SECONDS),
          MaximumRetryAttempts: RETRIES,
        },
      },
    }
  }
}

/** EventBridge Scheduler with region and credentials from the environment. */
export const eventbridgeSchedules = (target: AlarmTarget): Schedules =>
  new EventbridgeSchedules(new SchedulerClient(), target)
