import type { Command } from 'commander'
import { newApiCommand } from '../new-command.ts'
import { outputOf } from '../output/output-format.ts'
import { parseCommand } from '../parse-command.ts'
import type { Surroundings } from '../surroundings.ts'

export interface DoctorOptions {
  readonly stack?: string
  readonly api?: string
  readonly namespace: readonly string[]
  readonly kubeconfig?: string
  readonly context: readonly string[]
  /** False where no cluster is to be looked at. */
  readonly cluster: boolean
  readonly forwarderNamespace: string
  readonly submitter?: string
  readonly probe?: true
  readonly strict?: true
  readonly output: 'text' | 'json'
}

type Given = Omit<DoctorOptions, 'namespace' | 'context'> & Partial<Pick<DoctorOptions, 'namespace' | 'context'>>

const EXPLANATION = `It only looks, with your own rights: those of your AWS credentials, and those of your kubeconfig. What they do not reach is
told as "not seen", with the right that is missing, and counts neither as well nor as ill. --probe alone does something:
it sends a job that the cluster's API server refuses, so that nothing runs and its record says how far it got.

Exit codes: 0 nothing failed; 1 something did; with --strict 1 also for what is to be looked at or was not seen.

Examples:
  sparkdrop doctor --stack sparkdrop
  sparkdrop doctor --stack sparkdrop --context spark-a --context spark-b --namespace team-a team-b --probe
  sparkdrop doctor --stack sparkdrop --no-cluster -o json`

const collect = (value: string, all: readonly string[] = []): readonly string[] => [...all, value]

const commandLine = (surroundings: Surroundings): Command =>
  newApiCommand('doctor', surroundings)
    .description('Looks at a deployment from end to end: what is well, what is not, and what to do about it.')
    .option('-n, --namespace <name...>', "namespaces that jobs run in (default: the policy's, and the labelled ones)")
    .option('--kubeconfig <file>', 'in place of KUBECONFIG')
    .option('--context <name>', "of a cluster; may be given for each (default: the kubeconfig's own)", collect)
    .option('--no-cluster', 'look at AWS alone')
    .option('--forwarder-namespace <name>', 'where the pod-event-forwarder is', 'sparkdrop')
    .option('--submitter <user>', 'as whom the functions sign in, where the cluster is not on EKS')
    .option('--probe', 'send a job the whole way, which is refused at its end')
    .option('--strict', 'fail for warnings, and for what was not seen')
    .option('-o, --output <text|json>', 'how to write it', 'text')
    .addHelpText('after', EXPLANATION)

/**
 * What the arguments ask for.
 * @returns the exit code where that is all there is to do
 * @throws InvalidJobError INVALID_OUTPUT
 */
export function readDoctorOptions(args: readonly string[], surroundings: Surroundings): DoctorOptions | number {
  const command = commandLine(surroundings)
  const ended = parseCommand(command, args)
  if (ended !== undefined) return ended
  const { namespace = [], context = [], ...options } = command.opts<Given>()
  return { ...options, namespace, context, output: outputOf(options.output, ['text', 'json']) }
}
