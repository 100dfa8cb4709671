import { nearestText } from '../conf/nearest-text.ts'
import { EXIT } from './exit-codes.ts'
import { type Surroundings, say } from './surroundings.ts'

export type Run = (args: readonly string[], surroundings: Surroundings) => Promise<number>

export interface Subcommand {
  /** In a few words, for the list of them. */
  readonly summary: string
  readonly run: Run
}

export interface CommandGroup {
  readonly name: string
  readonly summary: string
  readonly commands: Readonly<Record<string, Subcommand>>
}

const helpOf = ({ name, summary, commands }: CommandGroup): string => {
  const width = Math.max(...Object.keys(commands).map((each) => each.length)) + 3
  const lines = Object.entries(commands).map(([each, command]) => `  ${each.padEnd(width)}${command.summary}\n`)
  return `${summary}\n\nUsage: sparkdrop ${name} <command>\n\n${lines.join('')}\n\`sparkdrop ${name} <command> --help\` says more.\n`
}

/**
 * Runs the command of a group, such as `dlq list`, that the first argument names.
 * @returns the exit code
 */
export async function runSubcommand(
  group: CommandGroup,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const [name, ...others] = args
  const command = name !== undefined && Object.hasOwn(group.commands, name) ? group.commands[name] : undefined
  if (command !== undefined) return command.run(others, surroundings)
  const [topic = ''] = others
  if (name === 'help' && Object.hasOwn(group.commands, topic))
    return group.commands[topic]?.run(['--help'], surroundings) ?? EXIT.done
  if (name === '--help' || name === '-h' || name === 'help') {
    surroundings.stdout.write(helpOf(group))
    return EXIT.done
  }
  if (name === undefined) surroundings.stderr.write(helpOf(group))
  else {
    const nearest = nearestText(name, Object.keys(group.commands), 3)
    const hint = nearest === undefined ? '' : `: did you mean sparkdrop ${group.name} ${nearest}?`
    say(
      surroundings,
      `sparkdrop: there is no command ${group.name} ${name}${hint}\nsparkdrop ${group.name} --help names all.`,
    )
  }
  return EXIT.refused
}
