import type { ApiClient } from '../api-client/api-client.ts'
import { openApi } from '../api-client/open-api.ts'
import { EXIT } from '../exit-codes.ts'
import { newApiCommand } from '../new-command.ts'
import { outputOf, writeJson } from '../output/output-format.ts'
import { parseCommand } from '../parse-command.ts'
import { type Surroundings, say } from '../surroundings.ts'
import { deleteSchedule, pauseSchedule, runScheduleNow, type ScheduleName } from './schedule-calls.ts'
import { selectSchedules } from './select-schedules.ts'

interface Options {
  readonly stack?: string
  readonly api?: string
  readonly output: string
}

interface Change {
  readonly command: string
  readonly description: string
  /** What is told of each schedule that it was done to. */
  readonly done: string
  readonly change: (client: ApiClient, name: ScheduleName) => Promise<object>
}

const changed =
  ({ command: name, description, done, change }: Change) =>
  async (args: readonly string[], surroundings: Surroundings): Promise<number> => {
    const command = newApiCommand(`schedule ${name}`, surroundings)
      .description(description)
      .argument('<schedule...>', "namespace:name, or 'namespace:glob' for all of such names")
      .option('-o, --output <text|json>', 'how to write what became of them', 'text')
    const ended = parseCommand(command, args)
    if (ended !== undefined) return ended
    const options = command.opts<Options>()
    const output = outputOf(options.output, ['text', 'json'])
    const client = await openApi(options, surroundings)
    const names = await selectSchedules(client, command.args)
    const answers: object[] = []
    for (const each of names) {
      const answer = await change(client, each)
      answers.push({ ...each, ...answer })
      const more = 'jobId' in answer ? `: job ${answer.jobId}` : ''
      if (output === 'text') surroundings.stdout.write(`${each.namespace}:${each.name} ${done}${more}\n`)
    }
    if (output === 'json') writeJson(surroundings.stdout, answers)
    else if (names.length === 0) say(surroundings, 'No such schedules found.')
    return EXIT.done
  }

/** `sparkdrop schedule delete`. */
export const runDelete = changed({
  command: 'delete',
  description: 'Deletes schedules. Their runs go on.',
  done: 'deleted',
  change: async (client, name) => {
    await deleteSchedule(client, name)
    return { deleted: true }
  },
})

/** `sparkdrop schedule pause`. */
export const runPause = changed({
  command: 'pause',
  description: 'Has schedules not fire until they are resumed.',
  done: 'paused',
  change: (client, name) => pauseSchedule(client, name, true),
})

/** `sparkdrop schedule resume`. */
export const runResume = changed({
  command: 'resume',
  description: 'Has paused schedules fire again. What was due meanwhile is not made up for.',
  done: 'resumed',
  change: (client, name) => pauseSchedule(client, name, false),
})

/** `sparkdrop schedule run`. */
export const runNow = changed({
  command: 'run',
  description: 'Asks for a run now, also of a paused schedule. Its concurrency policy holds: schedule show tells.',
  done: 'asked to run',
  change: runScheduleNow,
})
