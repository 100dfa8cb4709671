import type { JobRequest } from '../../events/job-request.ts'
import type { SparkConf } from '../conf/spark-conf.ts'
import type { Setting } from './request-settings.ts'
import type { Policy, Tenant } from './tenant.ts'
import type { Violation } from './violation.ts'

/** What the rules look at. */
export interface Judged {
  readonly policy: Policy
  readonly tenant: Tenant
  readonly request: JobRequest
  /** What the sender set. */
  readonly settings: readonly Setting[]
  /** All that the job is submitted with, under today's names: the platform's settings too. */
  readonly conf: SparkConf
}

export type Rule = (judged: Judged) => readonly Violation[]
