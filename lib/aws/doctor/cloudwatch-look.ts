import * as z from 'zod'
import type { AlarmState } from '../../cli/doctor/stack-look.ts'
import { ask } from './ask.ts'
import { callCloudWatch, type SignedCalls } from './signed-calls.ts'

/** What one call takes. */
const ALARMS_AT_ONCE = 100
/** The last value of a metric may be some minutes old. */
const WINDOW_SECONDS = 900
const PERIOD_SECONDS = 60

const alarmsSchema = z.object({
  MetricAlarms: z
    .array(
      z.object({
        AlarmName: z.string(),
        AlarmDescription: z.string().default(''),
        StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
        StateReason: z.string().default(''),
        ActionsEnabled: z.boolean().default(true),
      }),
    )
    .default([]),
})

const valuesSchema = z.object({
  MetricDataResults: z.array(z.object({ Id: z.string(), Values: z.array(z.number()).default([]) })).default([]),
})

/** Those of the alarms that there are. Needs cloudwatch:DescribeAlarms. */
export async function alarmStates(calls: SignedCalls, names: readonly string[]): Promise<readonly AlarmState[]> {
  const all: AlarmState[] = []
  for (let start = 0; start < names.length; start += ALARMS_AT_ONCE) {
    const AlarmNames = names.slice(start, start + ALARMS_AT_ONCE)
    const input = { AlarmNames, AlarmTypes: ['MetricAlarm'], MaxRecords: ALARMS_AT_ONCE }
    const answer = await ask('cloudwatch:DescribeAlarms', () => callCloudWatch(calls, 'DescribeAlarms', input))
    for (const alarm of alarmsSchema.parse(answer ?? {}).MetricAlarms)
      all.push({
        name: alarm.AlarmName,
        state: alarm.StateValue,
        reason: alarm.StateReason,
        description: alarm.AlarmDescription,
        acts: alarm.ActionsEnabled,
      })
  }
  return all
}

const oldest = (name: string, at: number) => ({
  Id: `q${at}`,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: name }],
    },
    Period: PERIOD_SECONDS,
    Stat: 'Maximum',
  },
})

/** The last that CloudWatch knows of each queue's oldest message, in seconds. Needs cloudwatch:GetMetricData. */
export async function oldestMessages(
  calls: SignedCalls,
  names: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const end = Math.floor(calls.now() / 1000)
  const input = {
    MetricDataQueries: names.map(oldest),
    StartTime: end - WINDOW_SECONDS,
    EndTime: end,
    ScanBy: 'TimestampDescending',
  }
  const answer = await ask('cloudwatch:GetMetricData', () => callCloudWatch(calls, 'GetMetricData', input))
  const { MetricDataResults: results } = valuesSchema.parse(answer ?? {})
  return new Map(
    results.flatMap(({ Id, Values: [value] }) => {
      const name = names[Number(Id.slice(1))]
      return name === undefined || value === undefined ? [] : [[name, value] as const]
    }),
  )
}
