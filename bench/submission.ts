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

const commands = async (
  options: SubmissionOptions,
  server: string,
  namespace: string,
): Promise<CommandsResult | undefined> => {
  const { sparkHome } = options
  if (sparkHome === undefined) return undefined
  tell('submitting by the commands')
  return measureCommands({ ...options, sparkHome, server, namespace })
}

const lambdaPath = async (
  { jobs, concurrency }: SubmissionOptions,
  client: RestClient,
  namespace: string,
): Promise<readonly LambdaPathResult[]> => {
  const results: LambdaPathResult[] = []
  for (const one of concurrency) {
    tell(`submitting ${jobs} jobs as the function does, ${one} at a time`)
    results.push(await measureLambdaPath({ client, namespace, jobs, concurrency: one }))
  }
  return results
}

const run = async (options: SubmissionOptions): Promise<SubmissionReport> => {
  const machine = describeMachine()
  const { connection } = kubeconfigConnection({ files: [options.kubeconfig] })
  const client = new RestClient(connection)
  try {
    const { gitVersion } = await client.json<{ gitVersion: string }>({ method: 'GET', path: '/version' })
    tell('starting the functions')
    const bundles = await measureBundles(options.starts)
    const measured = await withNamespace(client, async (namespace) => ({
      commands: await commands(options, connection.url, namespace),
      lambdaPath: await lambdaPath(options, client, namespace),
    }))
    return { machine, kubernetes: gitVersion, bundles, ...measured }
  } finally {
    client.close()
  }
}

if (process.argv.includes('--help')) console.log(USAGE)
else {
  const options = readOptions(process.argv.slice(2), process.env)
  const report = await run(options)
  console.log(options.json ? JSON.stringify(report, undefined, 2) : renderReport(report))
}
