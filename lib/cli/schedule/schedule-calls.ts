import type { ApiClient } from '../api-client/api-client.ts'
import { isNotFound } from '../api-client/api-error.ts'
import { readRun, readSchedule, readSchedules, type ScheduleSummaryView, type ScheduleView } from './schedule-view.ts'

export interface ScheduleName {
  readonly namespace: string
  readonly name: string
}

const PAGE = 100

const pathOf = ({ namespace, name }: ScheduleName): string =>
  `/v1/schedules/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`

/** Makes the schedule, or changes it to this. */
export const putSchedule = async (client: ApiClient, name: ScheduleName, body: unknown): Promise<ScheduleView> =>
  readSchedule(await client.json({ method: 'PUT', path: pathOf(name), body }))

/** The schedule with its history, or undefined where there is none. */
export async function getSchedule(client: ApiClient, name: ScheduleName): Promise<ScheduleView | undefined> {
  try {
    return readSchedule(await client.json({ method: 'GET', path: pathOf(name) }))
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

/** All schedules, of one namespace where that is given, page by page. */
export async function* eachSchedule(client: ApiClient, namespace?: string): AsyncGenerator<ScheduleSummaryView> {
  let cursor: string | undefined
  do {
    const query = { limit: PAGE, namespace, cursor }
    const page = readSchedules(await client.json({ method: 'GET', path: '/v1/schedules', query }))
    yield* page.schedules
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}

/** Deletes the schedule. That it is gone already is as good, since a lost answer has it asked for twice. */
export async function deleteSchedule(client: ApiClient, name: ScheduleName): Promise<void> {
  try {
    await client.json({ method: 'DELETE', path: pathOf(name) })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

/** Asked twice it is no other thing, so the client may ask again: the key says so. */
export const pauseSchedule = async (client: ApiClient, name: ScheduleName, paused: boolean): Promise<ScheduleView> => {
  const verb = paused ? 'pause' : 'resume'
  const headers = { 'idempotency-key': `${verb}-${name.namespace}-${name.name}` }
  return readSchedule(await client.json({ method: 'POST', path: `${pathOf(name)}/${verb}`, headers }))
}

/** Asks for a run now. Sent once: sent again it would be a second run. */
export const runScheduleNow = async (client: ApiClient, name: ScheduleName) =>
  readRun(await client.json({ method: 'POST', path: `${pathOf(name)}/run` }))
