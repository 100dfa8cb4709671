import { once } from 'node:events'
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '../../lib/ports/log.ts'
import { buildExampleJar } from '../spark/example-jar.ts'
import type { DemoArguments } from './arguments.ts'
import { endpoints } from './endpoints.ts'
import { type LocalStack, startLocalStack } from './local-stack.ts'
import { createNamespace } from './namespace.ts'
import { linesOn, type Progress } from './progress.ts'
import type { JobReport } from './report.ts'
import { runJobs } from './run-jobs.ts'
import { NAMESPACE } from './spark-defaults.ts'

export interface DemoPlace {
  readonly cacheHome: string
  readonly workDir: string
  /** Aborts when the person wants it to end. */
  readonly signal: AbortSignal
}

/** Before anything is started: a file that cannot be read is told at once. */
const checkFiles = async ({ file }: DemoArguments): Promise<void> => {
  for (const each of file)
    await access(each, constants.R_OK).catch((cause: unknown) => {
      throw new Error(`--file ${each}: there is no such file, or it may not be read`, { cause })
    })
}

const filesToDrop = async (
  { file }: DemoArguments,
  { cacheHome }: DemoPlace,
  { spark }: LocalStack,
): Promise<readonly string[]> =>
  file.length > 0
    ? file
    : [await buildExampleJar({ sparkHome: spark.sparkHome, outFile: join(cacheHome, 'spark-pi.jar') })]

const show = ({ json, keep }: DemoArguments, reports: readonly JobReport[], stack: LocalStack): void => {
  const [first] = reports
  const { emulator, kubernetes, outputs } = stack
  const all = reports.length > 1 ? { jobs: reports } : {}
  const endpoints = keep ? { endpoints: { aws: emulator.endpoint, kubernetes, stack: outputs } } : {}
  if (json) console.log(JSON.stringify({ ...first, ...all, ...endpoints }))
  else
    for (const { output, driverPod } of reports)
      console.log(`\n── what ${driverPod ?? 'no driver'} wrote ──\n${output}`)
}

/** Warnings and errors of what runs on this machine are shown; what it does all the time is not. */
const logOn = ({ line }: Progress): Log => ({
  debug: () => undefined,
  info: () => undefined,
  warn: (message, fields) => line(`  ! ${message} ${JSON.stringify(fields ?? {})}`),
  error: (message, fields) => line(`  ✘ ${message} ${JSON.stringify(fields ?? {})}`),
})

/**
 * The demo: everything is started, files are dropped, their jobs are followed to their ends, everything is stopped.
 *
 * @returns whether every job SUCCEEDED
 * @throws Error where the way itself is broken, or the signal aborted
 */
export const runDemo = async (args: DemoArguments, place: DemoPlace): Promise<boolean> => {
  const { cacheHome, workDir, signal } = place
  await checkFiles(args)
  const progress = linesOn(args.json ? process.stderr : process.stdout)
  const stack = await startLocalStack({ cacheHome, workDir, signal, progress, log: logOn(progress) })
  try {
    await createNamespace(stack.kubernetes, NAMESPACE)
    const reports = await runJobs({ stack, progress, signal }, await filesToDrop(args, place, stack))
    show(args, reports, stack)
    if (args.keep) {
      for (const line of endpoints(stack, workDir)) progress.line(line)
      if (!signal.aborted) await once(signal, 'abort')
    }
    return reports.every(({ state }) => state === 'SUCCEEDED')
  } finally {
    await stack.stop()
  }
}
