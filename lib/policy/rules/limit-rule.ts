import { DYNAMIC_ALLOCATION, MAX_EXECUTORS } from '../../conf/catalogue/dynamic-allocation.ts'
import { EXECUTOR_INSTANCES } from '../../conf/catalogue/executor-resources.ts'
import { formatQuantity, parseQuantity } from '../../conf/codecs/quantity.ts'
import { read } from '../../conf/property.ts'
import { SparkdropError } from '../../errors/sparkdrop-error.ts'
import { mainResource, NO_RESOURCE } from '../../submission/main-resource.ts'
import { type JobSize, jobSize, type PodSize } from '../job-size.ts'
import type { Judged, Rule } from '../judged.ts'
import type { Violation } from '../violation.ts'

const MIB_NANOS = BigInt(1024 ** 2) * 1_000_000_000n

const limit = (message: string, property?: string): Violation => ({
  rule: 'limit',
  ...(property === undefined ? {} : { property }),
  message,
})

const isMore = (nanos: bigint, most: string | undefined): most is string =>
  most !== undefined && nanos > parseQuantity(most)

const memoryNanos = (mib: number): bigint => BigInt(Math.ceil(mib)) * MIB_NANOS

const podViolations = (who: 'driver' | 'executor', size: PodSize, { tenant: { limits } }: Judged): Violation[] => [
  ...(isMore(size.nanoCores, limits.podCores)
    ? [limit(`the ${who} asks for ${formatQuantity(size.nanoCores)} cores: the policy allows ${limits.podCores} a pod`)]
    : []),
  ...(isMore(memoryNanos(size.memoryMiB), limits.podMemory)
    ? [
        limit(
          `the ${who} asks for ${size.memoryMiB}Mi of memory, overhead included: the policy allows ${limits.podMemory} a pod`,
        ),
      ]
    : []),
]

const executorViolations = ({ executors }: JobSize, { tenant: { limits }, conf }: Judged): Violation[] => {
  if (limits.executors === undefined || executors <= limits.executors) return []
  const dynamic = read(conf, DYNAMIC_ALLOCATION)
  const { key } = dynamic ? MAX_EXECUTORS : EXECUTOR_INSTANCES
  const asked = dynamic && !conf.contains(key) ? 'as many executors as it likes' : `${executors} executors`
  return [limit(`the job asks for ${asked}: the policy allows ${limits.executors}, by ${key}`, key)]
}

const totalViolations = ({ driver, executor, executors }: JobSize, { tenant: { limits } }: Judged): Violation[] => {
  const cores = driver.nanoCores + executor.nanoCores * BigInt(executors)
  const mib = driver.memoryMiB + executor.memoryMiB * executors
  const all = `driver and ${executors} executors`
  return [
    ...(isMore(cores, limits.cores)
      ? [limit(`${all} ask for ${formatQuantity(cores)} cores: the policy allows a job ${limits.cores}`)]
      : []),
    ...(isMore(memoryNanos(mib), limits.memory)
      ? [limit(`${all} ask for ${mib}Mi of memory: the policy allows a job ${limits.memory}`)]
      : []),
  ]
}

const priorityViolations = ({ request: { priority }, tenant: { limits } }: Judged): Violation[] =>
  limits.priority === undefined || priority <= limits.priority
    ? []
    : [limit(`priority ${priority}: the policy allows ${limits.priority} at most`, 'priority')]

/** What one job may take, by all that it is submitted with. */
export const limitRule: Rule = (judged) => {
  const { conf, request } = judged
  try {
    const size = jobSize(conf, mainResource(request.main.file ?? NO_RESOURCE))
    return [
      ...executorViolations(size, judged),
      ...podViolations('driver', size.driver, judged),
      ...podViolations('executor', size.executor, judged),
      ...totalViolations(size, judged),
      ...priorityViolations(judged),
    ]
  } catch (error) {
    if (!(error instanceof SparkdropError)) throw error
    const { property } = error.details
    return [limit(error.message, typeof property === 'string' ? property : undefined)]
  }
}
