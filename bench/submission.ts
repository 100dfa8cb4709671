import { kubeconfigConnection } from '../lib/kubernetes/kubeconfig-connection.ts'
import { RestClient } from '../lib/kubernetes/rest-client.ts'
import { measureBundles } from './bundles/measure-bundles.ts'
import { describeMachine } from './machine/describe-machine.ts'
import { withNamespace } from './machine/test-namespace.ts'
import { type CommandsResult, measureCommands } from './submission/commands.ts'
import { type LambdaPathResult, measureLambdaPath } from './submission/lambda-path.ts'
import { readOptions, type SubmissionOptions, USAGE } from './submission/options.ts'
import { renderReport, type SubmissionReport } from './submission/report.ts'

const tell = (text: string): void => console.error(text)

/** An interrupted run ends as any other: by taking its namespace away. */
const interrupted = (): AbortSignal => {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => {
      tell(`${name}: taking away what was made`)
      controller.abort(new Error(`ended by ${name}`))
    })
  return controller.signal
}

const commands = async (
  options: SubmissionOptions,
  client: RestClient,
  signal: AbortSignal,
): Promise<CommandsResult | undefined> => {
  const { sparkHome } = options
  if (sparkHome === undefined) return undefined
  tell('submitting by the commands')
  return withNamespace(client, signal, (namespace) =>
    measureCommands({ ...options, sparkHome, server: client.url, namespace }),
  )
}

const lambdaPath = async (
  { jobs, concurrency }: SubmissionOptions,
  client: RestClient,
  signal: AbortSignal,
): Promise<readonly LambdaPathResult[]> => {
  const results: LambdaPathResult[] = []
  for (const one of concurrency) {
    tell(`submitting ${jobs} jobs as the function does, ${one} at a time`)
    results.push(await measureLambdaPath({ client, jobs, concurrency: one, signal }))
  }
  return results
}

const run = async (options: SubmissionOptions, signal: AbortSignal): Promise<SubmissionReport> => {
  const machine = describeMachine()
  const { connection } = kubeconfigConnection({ files: [options.kubeconfig] })
  const client = new RestClient(connection)
  try {
    const { gitVersion } = await client.json<{ gitVersion: string }>({ method: 'GET', path: '/version' })
    const measured = {
      commands: await commands(options, client, signal),
      lambdaPath: await lambdaPath(options, client, signal),
    }
    tell('starting the functions')
    const bundles = await measureBundles(options.starts)
    return { machine, kubernetes: gitVersion, bundles, ...measured }
  } finally {
    client.close()
  }
}

const INTERRUPTED = 130

const main = async (signal: AbortSignal): Promise<void> => {
  const options = readOptions(process.argv.slice(2), process.env)
  try {
    const report = await run(options, signal)
    console.log(options.json ? JSON.stringify(report, undefined, 2) : renderReport(report))
  } catch (error) {
    if (!signal.aborted) throw error
    process.exitCode = INTERRUPTED
  }
}

if (process.argv.includes('--help')) console.log(USAGE)
else await main(interrupted())
