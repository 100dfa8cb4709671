import { randomUUID } from 'node:crypto'
import { podEventBus } from '../../lib/aws/eventbridge-pod-events.ts'
import { systemClock } from '../../lib/system/system-clock.ts'
import { connectionOf } from './connection.ts'
import { startForwarder } from './forwarder.ts'
import { jsonLog } from './json-log.ts'
import { readForwarderSettings } from './settings.ts'

/** Runs the forwarder that the environment describes until a signal ends it. */
async function runForwarder(environment: NodeJS.ProcessEnv): Promise<void> {
  const settings = readForwarderSettings(environment)
  const log = jsonLog(settings.LOG_LEVEL, systemClock.now, (line) => process.stdout.write(line))
  const { NAMESPACES, LEASE_NAMESPACE, PROBE_PORT, PROBE_HOST, HOSTNAME } = settings
  const identity = `${HOSTNAME ?? 'forwarder'}_${randomUUID()}`
  const forwarder = await startForwarder({
    connection: await connectionOf(settings),
    publisher: podEventBus(settings.EVENT_BUS),
    clusterName: settings.CLUSTER_NAME,
    log,
    ...(NAMESPACES === undefined ? {} : { namespaces: NAMESPACES }),
    ...(LEASE_NAMESPACE === undefined ? {} : { leadership: { namespace: LEASE_NAMESPACE, identity } }),
    ...(PROBE_PORT === undefined ? {} : { probes: { port: PROBE_PORT, host: PROBE_HOST } }),
  })
  log.info('started', { cluster: settings.CLUSTER_NAME, bus: settings.EVENT_BUS, namespaces: NAMESPACES ?? 'all' })
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info('stopping', { signal })
      void forwarder.stop()
    })
  }
  await forwarder.ended
}

try {
  await runForwarder(process.env)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
