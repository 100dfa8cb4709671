import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { globMatcher } from '../../files/glob-matcher.ts'
import { isGlob } from '../../files/hadoop-glob.ts'
import type { ApiClient } from '../api-client/api-client.ts'
import { eachSchedule, getSchedule, type ScheduleName } from './schedule-calls.ts'

const DEFAULT_NAMESPACE = 'default'

const refuse = (text: string, problem: string): InvalidJobError =>
  new InvalidJobError('INVALID_SCHEDULE_REFERENCE', `'${text}' ${problem}`, { details: { value: text } })

/**
 * Reads `namespace:name`, `namespace/name`, or a name in the namespace `default`.
 * @throws InvalidJobError INVALID_SCHEDULE_REFERENCE
 */
export function parseScheduleName(text: string): ScheduleName {
  const [, namespace = DEFAULT_NAMESPACE, name = ''] = /^(?:([^:/]*)[:/])?([^:/]*)$/.exec(text) ?? []
  if (namespace === '' || name === '') throw refuse(text, 'names no schedule: write namespace:name')
  if (namespace !== '*' && isGlob(namespace)) throw refuse(text, 'has a glob for its namespace, which only * may be')
  return { namespace, name }
}

/**
 * The one schedule that is meant, with its history.
 * @throws InvalidJobError INVALID_SCHEDULE_REFERENCE, NO_SUCH_SCHEDULE
 */
export async function selectSchedule(client: ApiClient, text: string) {
  const name = parseScheduleName(text)
  const schedule = name.namespace === '*' || isGlob(name.name) ? undefined : await getSchedule(client, name)
  if (schedule) return schedule
  throw new InvalidJobError('NO_SUCH_SCHEDULE', `there is no schedule ${text}: sparkdrop schedule list shows all`)
}

/**
 * All schedules that the texts mean, each once; a glob may mean none.
 * @throws InvalidJobError as `selectSchedule`
 */
export async function selectSchedules(client: ApiClient, texts: readonly string[]): Promise<readonly ScheduleName[]> {
  const all = new Map<string, ScheduleName>()
  const add = ({ namespace, name }: ScheduleName) => all.set(`${namespace}:${name}`, { namespace, name })
  for (const text of texts) {
    const { namespace, name } = parseScheduleName(text)
    if (namespace !== '*' && !isGlob(name)) add(await selectSchedule(client, text))
    else {
      const matches = globMatcher(name)
      for await (const schedule of eachSchedule(client, namespace === '*' ? undefined : namespace))
        if (matches(schedule.name)) add(schedule)
    }
  }
  return [...all.values()]
}
