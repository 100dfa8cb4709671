import { runSubcommand } from '../run-subcommand.ts'
import type { Surroundings } from '../surroundings.ts'
import { runDrop, runRedrive } from './run-handle.ts'
import { runDlqList, runDlqShow } from './run-read.ts'

const GROUP = {
  name: 'dlq',
  summary: 'The messages that nobody could handle (dead letters): why, and what to do with them.',
  commands: {
    list: { summary: 'list them, with the reason of each', run: runDlqList },
    show: { summary: 'show one of them whole', run: runDlqShow },
    redrive: { summary: 'send them again, to where they came from', run: runRedrive },
    drop: { summary: 'delete them', run: runDrop },
  },
} as const

/** `sparkdrop dlq`. */
export const runDlq = (args: readonly string[], surroundings: Surroundings): Promise<number> =>
  runSubcommand(GROUP, args, surroundings)
