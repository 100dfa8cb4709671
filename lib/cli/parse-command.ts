import { type Command, CommanderError } from 'commander'
import { EXIT } from './exit-codes.ts'

/**
 * Reads a command's arguments into it.
 * @returns the exit code where that was all: help was shown, or the person has been told what is wrong
 */
export function parseCommand(command: Command, args: readonly string[]): number | undefined {
  try {
    command.parse([...args], { from: 'user' })
    return undefined
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? EXIT.done : EXIT.refused
  }
}
