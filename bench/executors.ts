import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kubeconfigConnection } from '../lib/kubernetes/kubeconfig-connection.ts'
import { RestClient } from '../lib/kubernetes/rest-client.ts'
import { type Allocation, measureAllocation, pause, waysOf } from './executors/allocation.ts'
import { measureChurn } from './executors/churn.ts'
import { buildDriverProgram } from './executors/driver-program.ts'
import { type ExecutorsOptions, readOptions, USAGE } from './executors/options.ts'
import { type ExecutorsReport, renderReport } from './executors/report.ts'
import { measureTrouble, type Trouble } from './executors/trouble.ts'
import { describeMachine } from './machine/describe-machine.ts'

/** The way that makes a promise for such times. */
const IN_TROUBLE = 'sparkdrop'
const TROUBLE_SECONDS = 10

const tell = (text: string): void => console.error(text)

const run = async (options: ExecutorsOptions, signal: AbortSignal): Promise<ExecutorsReport> => {
  const { kubeconfig, sparkHome, executors, churnSeconds, throttlePercent, ways } = options
  const machine = describeMachine()
  const { connection } = kubeconfigConnection({ files: [kubeconfig] })
  const client = new RestClient(connection)
  const folder = await mkdtemp(join(tmpdir(), 'sparkdrop-bench-'))
  try {
    const { gitVersion } = await client.json<{ gitVersion: string }>({ method: 'GET', path: '/version' })
    const program = { folder, sparkHome, kubeconfig, connection }
    await buildDriverProgram(program)
    const allocations: Allocation[] = []
    const wanted = waysOf(program).filter(
      ({ title }) => ways.length === 0 || ways.some((name) => title.startsWith(name)),
    )
    for (const number of executors) {
      for (const way of wanted) {
        tell(`${number} executors: ${way.title}`)
        const allocation = await measureAllocation(client, way, number, signal)
        tell(JSON.stringify(allocation))
        allocations.push(allocation)
        await pause()
      }
    }
    const most = Math.max(...executors)
    const troubles: Trouble[] = []
    for (const way of throttlePercent === 0 ? [] : wanted.filter(({ title }) => title === IN_TROUBLE)) {
      tell(`${most} executors, with trouble: ${way.title}`)
      const share = throttlePercent / 100
      const trouble = { client, connection, executors: most, share, seconds: TROUBLE_SECONDS, signal }
      troubles.push(await measureTrouble(way, trouble))
      tell(JSON.stringify(troubles.at(-1)))
      await pause()
    }
    const report = { machine, kubernetes: gitVersion, allocations, troubles }
    if (churnSeconds === 0) return report
    tell('holding executors')
    const churn = await measureChurn({ client, kubeconfig, executors: most, seconds: churnSeconds, signal })
    return { ...report, churn }
  } finally {
    client.close()
    await rm(folder, { recursive: true, force: true })
  }
}

if (process.argv.includes('--help')) console.log(USAGE)
else {
  const interrupted = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => interrupted.abort(new Error(`ended by ${name}`)))
  }
  const options = readOptions(process.argv.slice(2), process.env)
  const report = await run(options, interrupted.signal)
  console.log(options.json ? JSON.stringify(report, undefined, 2) : renderReport(report))
}
