import { access, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { exitCodeOf } from './exit-codes.ts'
import { cutToBytes, lastWords } from './last-words.ts'
import type { ObjectFetcher } from './object-fetcher.ts'
import { runChild } from './run-child.ts'
import { localizeDriver } from './run-driver.ts'
import { type Command, driverCommand, executorCommand } from './spark-command.ts'

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

const drive = async (args: readonly string[]): Promise<number> => {
  const local = await localizeDriver(args, process.env, s3)
  const { exitCode, tail } = await runChild(driverCommand(local, process.env), process.env)
  const message = exitCode === 0 ? '' : lastWords(tail)
  if (message) await leaveMessage(message)
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
