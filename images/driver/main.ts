import { access, writeFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { exitCodeOf } from './exit-codes.ts'
import { cutToBytes, lastWords, toldToEnd } from './last-words.ts'
import { findLoopParts, loopCommand } from './loop-command.ts'
import type { ObjectFetcher } from './object-fetcher.ts'
import { FORWARDED, runChild } from './run-child.ts'
import { driverSettings, localizeDriver } from './run-driver.ts'
import { type Command, driverCommand, type Environment, executorCommand } from './spark-command.ts'

const MESSAGE_BYTES = 4096

/** Loaded only where there is something to fetch, as most of this file's size is the AWS SDK. */
const s3 = async (): Promise<ObjectFetcher> => {
  const { podS3Client, S3ObjectFetcher } = await import('../../lib/aws/s3-object-fetcher.ts')
  return new S3ObjectFetcher(podS3Client(process.env))
}

/** Kubernetes makes the file; outside of Kubernetes there is none, and nobody who would read it. */
const leaveMessage = async (message: string): Promise<void> => {
  const file = process.env['SPARKDROP_TERMINATION_LOG'] ?? '/dev/termination-log'
  try {
    await writeFile(file, cutToBytes(message, MESSAGE_BYTES))
  } catch {
    console.error(`sparkdrop: could not write the termination message to ${file}`)
  }
}

/** Before the driver runs there is nothing to pass a signal to. */
const endOnSignal = (signal: NodeJS.Signals): void => {
  void leaveMessage(toldToEnd(signal)).finally(() => process.exit(128 + constants.signals[signal]))
}

const prepare = async (args: readonly string[]): Promise<{ command: Command; environment: Environment }> => {
  for (const signal of FORWARDED) process.on(signal, endOnSignal)
  try {
    const settings = await driverSettings(args, process.env)
    const parts = await findLoopParts(import.meta.dirname, process.execPath)
    const { options, environment } = loopCommand(settings.settings, process.env, parts)
    const local = await localizeDriver(args, settings, process.env, s3)
    return { command: driverCommand(local, process.env, options), environment: { ...process.env, ...environment } }
  } finally {
    for (const signal of FORWARDED) process.off(signal, endOnSignal)
  }
}

const drive = async (args: readonly string[]): Promise<number> => {
  const { command, environment } = await prepare(args)
  let early: Promise<void> | undefined
  // Said at once: a driver that takes longer than its grace period is killed, and this process with it.
  const { exitCode, told, tail } = await runChild(command, environment, (signal) => {
    early ??= leaveMessage(toldToEnd(signal))
  })
  await early
  if (exitCode !== 0) await leaveMessage(told ? toldToEnd(told) : lastWords(tail))
  else if (told) await leaveMessage('')
  return exitCode
}

const onPath = async (program: string): Promise<string> => {
  if (program.includes('/')) return program
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const file = join(folder, program)
    const found = await access(file).then(
      () => true,
      () => false,
    )
    if (found) return file
  }
  throw new Error(`${program} is not on the PATH`)
}

/** Becomes another program, which then gets signals itself and whose exit code is this process's own. */
const become = async ([program, ...args]: Command): Promise<never> => {
  if (!process.execve) throw new Error('this Node cannot become another program: Node 24 on Linux or macOS can')
  return process.execve(await onPath(program), [program, ...args], process.env)
}

const run = async ([role = '', ...args]: readonly string[]): Promise<number> => {
  if (role === 'driver') return drive(args)
  if (role === 'executor') return become(executorCommand(process.env))
  if (role === '') throw new Error('say what to run: driver, executor, or a command')
  return become([role, ...args])
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  const message = `sparkdrop: ${error instanceof Error ? error.message : String(error)}`
  console.error(message)
  await leaveMessage(message)
  process.exitCode = exitCodeOf(error)
}
