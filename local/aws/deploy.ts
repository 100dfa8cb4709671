import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CONTEXT_KEY, parseContext, type SparkdropContextInput } from '../../infra/context.ts'
import { parseOutputs, type StackOutputs } from '../../infra/outputs.ts'
import { runCommand } from '../process/run-command.ts'
import type { Emulator } from './emulator.ts'

export interface DeployOptions {
  readonly emulator: Pick<Emulator, 'environment'>
  /** As in `cdk.json`; what is left out is as on AWS, but for what the emulator cannot do. */
  readonly context: SparkdropContextInput
  /** A folder for the cloud assembly, the outputs and the logs of the CDK; created where it is missing. */
  readonly outDir: string
  readonly onProgress?: (text: string) => void
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const BIN = join(ROOT, 'node_modules/.bin')

/** What an emulator leaves no choice in: it has no archives, and what it keeps goes with it. */
const LOCAL_CONTEXT = { eventArchiveDays: 0, removal: 'destroy' } as const

/**
 * Deploys the CDK app to an emulator by the CDK's own command line: bundles the functions, bootstraps, deploys.
 *
 * @throws ContextError where the context is wrong; Error with the end of the CDK's output where it fails
 */
export const deploy = async (options: DeployOptions): Promise<StackOutputs> => {
  const { emulator, outDir, onProgress = () => {} } = options
  const context = { ...LOCAL_CONTEXT, ...options.context }
  const { stackName } = parseContext(context)
  await mkdir(outDir, { recursive: true })
  const assembly = join(outDir, 'assembly')
  const outputsFile = join(outDir, 'outputs.json')
  const cdk = (title: string, cwd: string, ...args: readonly string[]): Promise<void> =>
    runCommand(title, {
      command: [join(BIN, 'cdk'), ...args, '--no-notices', '--no-color'],
      env: { ...commandEnvironment(), ...emulator.environment },
      cwd,
      logFile: join(outDir, `${title.replaceAll(' ', '-')}.log`),
    })
  onProgress('bundling the functions and bootstrapping')
  // Neither needs the other, and the first waits for the processor where the second waits for the emulator. Only the
  // first runs where the app is: there the CDK would make it anew each time, and locks the folder that it makes it in.
  await Promise.all([
    cdk(
      'cdk synth',
      ROOT,
      'synth',
      '--quiet',
      '--output',
      assembly,
      '--context',
      `${CONTEXT_KEY}=${JSON.stringify(context)}`,
    ),
    cdk('cdk bootstrap', outDir, 'bootstrap', `aws://${ACCOUNT}/${emulator.environment.AWS_REGION}`),
  ])
  onProgress(`deploying the stack ${stackName}`)
  await cdk(
    'cdk deploy',
    outDir,
    'deploy',
    '--app',
    assembly,
    '--require-approval',
    'never',
    '--outputs-file',
    outputsFile,
  )
  return parseOutputs(JSON.parse(await readFile(outputsFile, 'utf8')), stackName)
}

/** The account that emulators work in for the access key `test`. */
const ACCOUNT = '000000000000'

/** The person's AWS settings stay out of it: a profile would lead to an account. */
const commandEnvironment = (): Record<string, string> => ({
  PATH: `${BIN}:${process.env.PATH ?? '/usr/bin:/bin'}`,
  HOME: process.env.HOME ?? ROOT,
})
