import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Forwarder, startForwarder } from '../../images/pod-event-forwarder/forwarder.ts'
import { plainConnection } from '../../lib/kubernetes/endpoint-connection.ts'
import { clientConfig } from '../../local/demo/client-config.ts'
import { BuiltCommand, type CommandOutcome } from '../cli/run-command.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { kubeconfig } from '../kubernetes/kubeconfig-folder.ts'
import { apiUrl } from './api-url.ts'
import { DropJobs } from './drop-jobs.ts'

interface Told {
  readonly section: string
  readonly verdict: string
  readonly about: string
  readonly saw: string
  readonly advice?: string
}

let jobs: DropJobs
let command: BuiltCommand
let forwarder: Forwarder

beforeAll(async () => {
  jobs = await DropJobs.start()
  command = await BuiltCommand.build()
  // The local stack's own forwarder has no lease. This one has, and says nothing.
  forwarder = await startForwarder({
    connection: plainConnection(jobs.stack.kubernetes),
    publisher: { publish: async (entries) => entries.map(() => undefined) },
    clusterName: 'local',
    leadership: { namespace: 'default', identity: 'forwarder-1' },
    log: silentLog,
  })
})

afterAll(async () => {
  await forwarder?.stop()
  await command?.remove()
  await jobs?.stop()
})

const doctor = async (...args: readonly string[]): Promise<CommandOutcome> => {
  const config = await jobs.file('kubeconfig', kubeconfig({}, { server: jobs.stack.kubernetes }))
  const where = { SPARKDROP_API: apiUrl(jobs.stack), SPARKDROP_STACK: 'sparkdrop', KUBECONFIG: config }
  return command.run(['doctor', '--namespace', 'demo', '--forwarder-namespace', 'default', ...args], {
    ...jobs.stack.emulator.environment,
    ...where,
  })
}

const told = ({ stdout }: CommandOutcome): readonly Told[] => JSON.parse(stdout).findings

describe('sparkdrop doctor on a deployed stack', () => {
  it('finds nothing wrong where all is well, and its probe gets to the API server', async () => {
    const outcome = await doctor('--probe', '-o', 'json')
    expect(outcome.stderr).toBe('')
    const findings = told(outcome)
    expect(findings.filter(({ verdict }) => verdict === 'failed')).toEqual([])
    expect(outcome.exitCode).toBe(0)
    const well = findings.filter(({ verdict }) => verdict === 'ok').map(({ about }) => about)
    expect(well).toEqual(
      expect.arrayContaining([
        ...['stack sparkdrop', 'outputs', 'version', 'policy', 'spark-defaults', 'image'],
        ...['queue jobs', 'oldest messages', 'dead letters of jobs', 'undelivered events', 'functions'],
        ...['event sources', 'rules', 'alarms', 'forwarder', 'namespace demo', 'probe in demo'],
      ]),
    )
    // The embedded API server authorizes nobody, so that nobody knows who may do what.
    expect(findings.filter(({ verdict }) => verdict === 'unseen').map(({ about }) => about)).toEqual(
      expect.arrayContaining(['drivers in demo', 'functions in demo']),
    )
  })

  it('names what is broken, and what to do', async () => {
    const { emulator, outputs } = jobs.stack
    const events = new EventBridgeClient(clientConfig(emulator))
    const { Rules = [] } = await events.send(new ListRulesCommand({}))
    const rule = Rules.find(({ ScheduleExpression }) => ScheduleExpression === 'rate(1 minute)')?.Name
    await events.send(new DisableRuleCommand({ Name: rule }))
    events.destroy()
    await jobs.deliver(outputs.RequestsDeadLettersUrl, { what: 'nobody could handle' })
    await forwarder.stop()
    const { exitCode, stdout } = await doctor()
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/FAILED {4}dead letters of requests: 1\n {12}→ sparkdrop dlq list --queue requests/)
    expect(stdout).toContain(
      `FAILED    rule ${rule}: it is disabled\n            → aws events enable-rule --name ${rule}`,
    )
    expect(stdout).toContain('FAILED    forwarder: nobody leads')
    expect(stdout).toContain('3 failed')
  })
})
