import * as z from 'zod'
import { scheduleTable } from '../../lib/aws/dynamodb-schedule-store.ts'
import { eventbridgeSchedules } from '../../lib/aws/eventbridge-schedules.ts'
import { scheduleQueue } from '../../lib/aws/sqs-schedule-queue.ts'

/** Settings of a function that changes schedules: part of its environment. */
export const scheduleSettingsSchema = z.object({
  SCHEDULE_TABLE: z.string(),
  SCHEDULE_GROUP: z.string(),
  SCHEDULE_ROLE_ARN: z.string(),
  SCHEDULES_QUEUE_ARN: z.string(),
  SCHEDULES_QUEUE_URL: z.string(),
  SCHEDULES_DEAD_LETTERS_ARN: z.string(),
})

/** What changes schedules: their table, EventBridge Scheduler, and the queue that fires them. */
export const scheduleTools = (settings: z.output<typeof scheduleSettingsSchema>) => ({
  schedules: scheduleTable(settings.SCHEDULE_TABLE),
  scheduler: eventbridgeSchedules({
    group: settings.SCHEDULE_GROUP,
    queueArn: settings.SCHEDULES_QUEUE_ARN,
    roleArn: settings.SCHEDULE_ROLE_ARN,
    deadLetterArn: settings.SCHEDULES_DEAD_LETTERS_ARN,
  }),
  firings: scheduleQueue(settings.SCHEDULES_QUEUE_URL),
})
