import { parseByteSize } from '../../conf/codecs/byte-size.ts'
import { InvalidJobError, SparkdropError } from '../../errors/sparkdrop-error.ts'
import type { ExecutorResource, ResourceProfile, TaskResource } from '../../scheduler/resource-profile.ts'

type Values = Readonly<Record<string, unknown>>

/** The resources that are sizes, by every name that people know them by. */
const SIZES: Readonly<Record<string, string>> = {
  memory: 'memory',
  memoryOverhead: 'memoryOverhead',
  offHeap: 'offHeap',
  offHeapMemory: 'offHeap',
  'pyspark.memory': 'pyspark.memory',
  pysparkMemory: 'pyspark.memory',
}

const invalid = (file: string, problem: string): InvalidJobError =>
  new InvalidJobError('INVALID_PROFILE', `--profile: ${file} ${problem}`, {
    details: { property: '--profile', value: file },
  })

const isObject = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const amountOf = (value: unknown): unknown => (isObject(value) ? value['amount'] : value)

function count(file: string, name: string, value: unknown): number {
  const amount = Number(amountOf(value))
  if (Number.isFinite(amount) && amount > 0) return amount
  throw invalid(file, `has no number above 0 for ${name}, but ${JSON.stringify(value)}`)
}

/** MiB; a number alone is in MiB, as in Spark's ExecutorResourceRequests. */
function size(file: string, name: string, value: unknown): number {
  try {
    return parseByteSize(String(amountOf(value)), 'm')
  } catch (error) {
    if (!(error instanceof SparkdropError)) throw error
    throw invalid(file, `has no size for ${name}: ${error.message}`)
  }
}

function executorResource(file: string, name: string, value: unknown): readonly [string, ExecutorResource] {
  const known = Object.hasOwn(SIZES, name) ? SIZES[name] : undefined
  if (known !== undefined) return [known, { amount: size(file, name, value) }]
  const { vendor, discoveryScript } = isObject(value) ? value : {}
  const details = {
    ...(typeof vendor === 'string' ? { vendor } : {}),
    ...(typeof discoveryScript === 'string' ? { discoveryScript } : {}),
  }
  return [name, { amount: count(file, name, value), ...details }]
}

const executorResources = (file: string, values: Values): Record<string, ExecutorResource> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => executorResource(file, name, value)))

const taskResources = (file: string, values: Values): Record<string, TaskResource> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { amount: count(file, name, value) }]))

/** The short form, all on one level: what executors get, and `taskCpus`. */
function shortForm({ id: _, taskCpus = 1, ...executor }: Values): { readonly executor: Values; readonly task: Values } {
  return { executor, task: { cpus: taskCpus } }
}

function longForm(values: Values, file: string): { readonly executor: Values; readonly task: Values } {
  const { executorResources: executor = {}, taskResources: task = {}, id: _, ...others } = values
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw invalid(file, `has ${unknown} beside id, executorResources and taskResources`)
  if (!isObject(executor) || !isObject(task)) {
    throw invalid(file, 'has executorResources or taskResources that are no JSON objects')
  }
  return { executor, task }
}

/**
 * A resource profile from the text of a file: `{"id": 1, "executorResources": {…}, "taskResources": {…}}`, or what
 * executors get and `taskCpus` on one level.
 * @param file what it is called, for messages
 * @throws InvalidJobError INVALID_PROFILE
 */
export function parseProfile(text: string, file: string): ResourceProfile {
  let values: unknown
  try {
    values = JSON.parse(text)
  } catch (error) {
    throw invalid(file, `is no JSON: ${error instanceof Error ? error.message : error}`)
  }
  if (!isObject(values)) throw invalid(file, 'is no JSON object')
  const isLong = 'executorResources' in values || 'taskResources' in values
  const { executor, task } = isLong ? longForm(values, file) : shortForm(values)
  const id = values['id'] ?? 1
  if (!Number.isSafeInteger(id) || Number(id) < 1) {
    throw invalid(file, `has the id ${JSON.stringify(id)}: 1 or more, as 0 is the default profile's`)
  }
  return {
    id: Number(id),
    executorResources: executorResources(file, executor),
    taskResources: taskResources(file, task),
  }
}
