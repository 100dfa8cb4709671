import { once } from 'node:events'
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { reachableUrl } from '../../lib/cli/api-client/reachable-url.ts'
import type { Log } from '../../lib/ports/log.ts'
import { buildExampleJar } from '../spark/example-jar.ts'
import type { DemoArguments } from './arguments.ts'
import { endpoints } from './endpoints.ts'
import { type LocalStack, startLocalStack } from './local-stack.ts'
import { createNamespace } from './namespace.ts'
import { linesOn, type Progress } from './progress.ts'
import type { JobReport } from './report.ts'
import { runJobs } from './run-jobs.ts'
import { NAMESPACE, TRY_NAMESPACE } from './spark-defaults.ts'
import { makeTryFolder } from './try-folder.ts'

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

const exampleJar = ({ cacheHome }: DemoPlace, { spark }: LocalStack): Promise<string> =>
  buildExampleJar({ sparkHome: spark.sparkHome, outFile: join(cacheHome, 'spark-pi.jar') })

/** Lays out what a person who keeps the stack up tries it with. */
const makeTrial = async (place: DemoPlace, stack: LocalStack): Promise<string> => {
  const folder = join(place.workDir, 'try')
  await createNamespace(stack.kubernetes, TRY_NAMESPACE)
  await makeTryFolder(folder, stack, await exampleJar(place, stack))
  return folder
}

const keptEndpoints = ({ emulator, kubernetes, outputs }: LocalStack, tryFolder: string) => ({
  aws: emulator.endpoint,
  kubernetes,
  api: reachableUrl(outputs.ApiUrl),
  tryFolder,
  stack: outputs,
})

const show = (json: boolean, reports: readonly JobReport[], kept: object): void => {
  const all = reports.length > 1 ? { jobs: reports } : {}
  if (json) console.log(JSON.stringify({ ...reports[0], ...all, ...kept }))
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
    const files = args.file.length > 0 ? args.file : [await exampleJar(place, stack)]
    const tryFolder = args.keep ? await makeTrial(place, stack) : undefined
    const reports = await runJobs({ stack, progress, signal }, files)
    show(args.json, reports, tryFolder ? { endpoints: keptEndpoints(stack, tryFolder) } : {})
    if (tryFolder) {
      for (const line of endpoints(stack, workDir, tryFolder)) progress.line(line)
      if (!signal.aborted) await once(signal, 'abort')
    }
    return reports.every(({ state }) => state === 'SUCCEEDED')
  } finally {
    await stack.stop()
  }
}
