import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { AlarmSpec } from './alarm-spec.ts'

/** What DynamoDB refused of a table's reads or writes; a write that an index holds back counts for the table, too. */
export const throttled = ({ tableName }: Table, what: 'Read' | 'Write', period = Duration.minutes(5)): Metric =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    metricName: `${what}ThrottleEvents`,
    dimensionsMap: { TableName: tableName },
    statistic: 'Sum',
    period,
  })

export const tableAlarms = (tables: Readonly<Record<string, Table>>): readonly AlarmSpec[] =>
  Object.entries(tables).flatMap(([name, table]) =>
    (['Read', 'Write'] as const).map((what) => ({
      name: `${name}-${what.toLowerCase()}s-throttled`,
      entry: 'A table throttles' as const,
      says: `DynamoDB refuses ${what.toLowerCase()}s of the ${name.replace('-', ' ')} for being too many.`,
      metric: throttled(table, what),
      threshold: 1,
      periods: 3,
    })),
  )
