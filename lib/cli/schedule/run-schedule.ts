import { runSubcommand } from '../run-subcommand.ts'
import type { Surroundings } from '../surroundings.ts'
import { runDelete, runNow, runPause, runResume } from './run-change.ts'
import { runPut } from './run-put.ts'
import { runList, runShow } from './run-read.ts'

const GROUP = {
  name: 'schedule',
  summary: 'Jobs that run by the clock.',
  commands: {
    put: { summary: 'make a schedule, or change it', run: runPut },
    list: { summary: 'list schedules, and when each is due next', run: runList },
    show: { summary: 'show one, with what became of its firings', run: runShow },
    pause: { summary: 'have them not fire', run: runPause },
    resume: { summary: 'have them fire again', run: runResume },
    run: { summary: 'run them now', run: runNow },
    delete: { summary: 'delete them', run: runDelete },
  },
} as const

/** `sparkdrop schedule`. */
export const runSchedule = (args: readonly string[], surroundings: Surroundings): Promise<number> =>
  runSubcommand(GROUP, args, surroundings)
