import { spawn } from 'node:child_process'
import { sep } from 'node:path'
import { text } from 'node:stream/consumers'
import { beforeEnd, type Issued } from '../renewed-credentials.ts'
import { EXEC_VERSIONS, execInfo, readExecCredential } from './exec-credential.ts'
import { isRecord, type KubeconfigEntry } from './kubeconfig-entry.ts'
import { invalidKubeconfig, noCredentials } from './kubeconfig-error.ts'

export interface PluginSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Whether a person can answer on standard input. */
  readonly isTerminal: boolean
  /** The cluster that the credentials are for. */
  readonly cluster: KubeconfigEntry
  /** Wall-clock time, in milliseconds since the epoch. */
  readonly now: () => number
}

function versionOf(plugin: KubeconfigEntry): string {
  const version = plugin.text('apiVersion')
  if (version !== undefined && EXEC_VERSIONS.includes(version)) return version
  throw invalidKubeconfig(`${plugin.title}: apiVersion ${version ?? '(absent)'} is none of ${EXEC_VERSIONS.join(', ')}`)
}

/** The path of the program, or its name alone to be looked for on the PATH. */
function commandOf(plugin: KubeconfigEntry): string {
  const command = plugin.text('command')
  if (command === undefined) throw invalidKubeconfig(`${plugin.title}: command must name the plugin's program`)
  return command.includes(sep) ? (plugin.path('command') ?? command) : command
}

function isInteractive(plugin: KubeconfigEntry, isTerminal: boolean): boolean {
  const mode = plugin.text('interactiveMode') ?? 'IfAvailable'
  if (mode === 'Always' && !isTerminal) {
    throw noCredentials(`${plugin.title}: the plugin wants to ask a person, and standard input is no terminal`, false)
  }
  return mode !== 'Never' && isTerminal
}

function variablesOf(plugin: KubeconfigEntry): Readonly<Record<string, string>> {
  const pairs = plugin.list('env').map((item) => {
    const { name, value } = isRecord(item) ? item : {}
    if (typeof name === 'string' && typeof value === 'string') return [name, value]
    throw invalidKubeconfig(`${plugin.title}: each of env must have a name and a value that are texts`)
  })
  return Object.fromEntries(pairs)
}

interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly interactive: boolean
}

/** What the program writes to its standard output. Its standard error is the person's: codes to log in with, complaints. */
async function outputOf({ command, args, environment, interactive }: Program): Promise<string> {
  const child = spawn(command, args, {
    env: environment,
    stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<string | undefined>((done, failed) => {
    child.once('error', failed)
    child.once('close', (code, signal) => done(code === 0 ? undefined : (signal ?? `exit code ${code}`)))
  })
  const [failure, output] = await Promise.all([ended, text(child.stdout)])
  if (failure !== undefined) throw new Error(`it ended with ${failure}`)
  return output
}

/**
 * Runs the plugin of a kubeconfig's user (`exec`), by the protocol client.authentication.k8s.io v1 and v1beta1.
 *
 * @throws SparkdropError KUBECONFIG_INVALID, and KUBECONFIG_CREDENTIALS where the plugin gives nothing
 */
export async function execPlugin(plugin: KubeconfigEntry, surroundings: PluginSurroundings): Promise<Issued> {
  const { environment, isTerminal, cluster, now } = surroundings
  const version = versionOf(plugin)
  const command = commandOf(plugin)
  const interactive = isInteractive(plugin, isTerminal)
  const info = execInfo(version, interactive, plugin.isTrue('provideClusterInfo') ? cluster : undefined)
  const variables = { ...environment, ...variablesOf(plugin), KUBERNETES_EXEC_INFO: info }
  try {
    const output = await outputOf({ command, args: plugin.texts('args'), environment: variables, interactive })
    const { credentials, end } = readExecCredential(output, version)
    return { credentials, ...(end === undefined ? {} : { freshForMs: beforeEnd(end - now()) }) }
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    const isAbsent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    const hint = isAbsent ? plugin.text('installHint') : undefined
    throw noCredentials(
      `${plugin.title}: no credentials from the plugin ${command}: ${isAbsent ? 'there is no such program' : said}${hint === undefined ? '' : `\n${hint}`}`,
      !isAbsent,
      cause,
    )
  }
}
