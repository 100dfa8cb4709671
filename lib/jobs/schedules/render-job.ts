import { describeProblems } from '../../../events/describe-problems.ts'
import { type JobRequest, jobRequestSchema } from '../../../events/job-request.ts'
import type { JobTemplate } from '../../../events/schedule.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { type Occasion, renderText } from './template-text.ts'
import { wholeSeconds } from './whole-seconds.ts'

/** Where variables stand: everything else names what runs, and stays the same from run to run. */
const RENDERED = ['args', 'conf', 'name', 'labels'] as const

const rendered = (value: unknown, occasion: Occasion): unknown => {
  if (typeof value === 'string') return renderText(value, occasion)
  if (Array.isArray(value)) return value.map((item) => rendered(item, occasion))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rendered(item, occasion)]))
}

const checkRest = (rest: JobTemplate): void => {
  const variable = /\{\{\s*[a-z_]+.*?\}\}/s.exec(JSON.stringify(rest))?.[0]
  if (variable)
    throw new InvalidJobError('BAD_TEMPLATE', `${variable}: variables stand in ${RENDERED.join(', ')} of the job only`)
}

const checkOwn = ({ source, namespace }: JobTemplate, occasion: Occasion): void => {
  if (source !== undefined) throw new InvalidJobError('BAD_TEMPLATE', 'job.source: leave it out, it is the schedule')
  if (namespace !== undefined && namespace !== occasion.namespace)
    throw new InvalidJobError(
      'BAD_TEMPLATE',
      `job.namespace: "${namespace}" is not the schedule's namespace "${occasion.namespace}"; leave it out`,
    )
}

/**
 * The request that a schedule's template makes for one scheduled time.
 *
 * @throws InvalidJobError BAD_TEMPLATE, which names what is wrong and where
 */
export const renderJob = (template: JobTemplate, occasion: Occasion): JobRequest => {
  checkOwn(template, occasion)
  const { args, conf, name, labels, ...rest } = template
  checkRest(rest)
  const { namespace, name: schedule } = occasion
  const parsed = jobRequestSchema.safeParse({
    version: 1,
    ...rest,
    ...(rendered({ args, conf, name, labels }, occasion) as object),
    namespace,
    source: { kind: 'schedule', namespace, name: schedule, at: wholeSeconds(occasion.at) },
  })
  if (parsed.success) return parsed.data
  throw new InvalidJobError(
    'BAD_TEMPLATE',
    `the job of the schedule is no job request: ${describeProblems(parsed.error)}`,
  )
}
