import * as z from 'zod'
import { busEventSchema } from './bus-event.ts'
import { jobFileSchema, jobHintsSchema } from './job-file.ts'
import { jobMessageSchema } from './job-message.ts'
import { jobRequestSchema } from './job-request.ts'
import { JOB_STATE_CHANGE, jobStateChangeSchema } from './job-state.ts'
import { driverPodEventSchema, executorSummarySchema, heartbeatSchema, POD_EVENT } from './pod-event.ts'
import { receiptSchema } from './receipt.ts'
import { s3NotificationSchema, s3TestEventSchema, snsNotificationSchema } from './s3-notification.ts'
import { objectCreatedSchema } from './s3-upload.ts'
import { scheduleFiringSchema, scheduleSpecSchema } from './schedule.ts'

/** One kind of message that crosses a border. */
export interface MessageKind {
  readonly title: string
  readonly description: string
  readonly schema: z.ZodType
}

const onBus = (source: string, detailTypes: readonly string[], detail: z.ZodType): z.ZodType =>
  busEventSchema.extend({ source: z.literal(source), 'detail-type': z.enum(detailTypes), detail })

/** Every kind of message by the name that its JSON Schema and its samples have. */
export const CATALOGUE: Readonly<Record<string, MessageKind>> = {
  'job-request': {
    title: 'Job request, version 1',
    description: 'What every trigger translates into, and what the jobs queue carries.',
    schema: jobRequestSchema,
  },
  'job-message': {
    title: 'Job message, version 1',
    description: 'A job request as people and programs put it on the requests queue.',
    schema: jobMessageSchema,
  },
  'job-file': {
    title: 'Job file',
    description: 'A .yaml or .json in the drop bucket that describes a job and names its files.',
    schema: jobFileSchema,
  },
  'side-file': {
    title: 'Side file',
    description: 'What <file>.yaml or <file>.json beside an upload may say of its job, and the metadata of the upload.',
    schema: jobHintsSchema,
  },
  'object-created': {
    title: 'Object Created',
    description: 'The event of S3 as EventBridge delivers it.',
    schema: onBus('aws.s3', ['Object Created'], objectCreatedSchema),
  },
  's3-notification': {
    title: 'S3 notification',
    description: "S3's own notification, straight to a queue.",
    schema: s3NotificationSchema,
  },
  's3-test-event': {
    title: 'S3 test event',
    description: 'What S3 sends once when a notification is set up.',
    schema: s3TestEventSchema,
  },
  'sns-notification': {
    title: 'S3 notification in SNS',
    description: 'The envelope of SNS around a notification of S3.',
    schema: snsNotificationSchema,
  },
  'driver-pod': {
    title: 'Driver Pod',
    description: 'What the pod-event-forwarder says of a driver pod.',
    schema: onBus(POD_EVENT.source, [POD_EVENT.driver], driverPodEventSchema),
  },
  'executor-summary': {
    title: 'Executor Summary',
    description: "What the pod-event-forwarder says of an application's executors.",
    schema: onBus(POD_EVENT.source, [POD_EVENT.executors], executorSummarySchema),
  },
  'forwarder-heartbeat': {
    title: 'Forwarder Heartbeat',
    description: 'That the pod-event-forwarder of a cluster is at work: once a minute.',
    schema: onBus(POD_EVENT.source, [POD_EVENT.heartbeat], heartbeatSchema),
  },
  'job-state-change': {
    title: 'Job State Change',
    description: 'What sparkdrop says on its bus when a job moves.',
    schema: onBus(JOB_STATE_CHANGE.source, [JOB_STATE_CHANGE.detailType], jobStateChangeSchema),
  },
  schedule: {
    title: 'Schedule, version 1',
    description: 'What its owner says of a schedule: the body of PUT /v1/schedules/{namespace}/{name}.',
    schema: scheduleSpecSchema,
  },
  'schedule-firing': {
    title: 'Schedule firing, version 1',
    description: 'A message of the schedules queue: a schedule is due. A rule brings its job along.',
    schema: scheduleFiringSchema,
  },
  receipt: {
    title: 'Receipt',
    description: 'The file <key>.sparkdrop.json beside an upload that says what became of it.',
    schema: receiptSchema,
  },
}

/** The JSON Schema (draft 2020-12) of what a sender writes, as a file has it. */
export const renderJsonSchema = ({ title, description, schema }: MessageKind): string => {
  const { $schema, ...body } = z.toJSONSchema(schema, { io: 'input' })
  return `${JSON.stringify({ $schema, title, description, ...body }, null, 2)}\n`
}
