import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { StackOutputs } from '../../../infra/outputs.ts'
import type { Job } from '../../../lib/jobs/job.ts'
import { deriveJobId } from '../../../lib/jobs/job-id.ts'
import { deploy } from '../../../local/aws/deploy.ts'
import { type Emulator, startEmulator } from '../../../local/aws/emulator.ts'
import { cacheHome } from '../../../local/cache-home.ts'
import { clientConfig } from '../../../local/demo/client-config.ts'
import { createCredentialsSecret } from '../../../local/demo/credentials-secret.ts'
import { followJob } from '../../../local/demo/follow-job.ts'
import { JobTable } from '../../../local/demo/job-table.ts'
import { Teardown } from '../../../local/demo/teardown.ts'
import { prepareSpark } from '../../../local/spark/prepare-spark.ts'
import { Diary } from '../lives/diary.ts'
import { LocalCluster } from './local-cluster.ts'

const NAMESPACE = 'team-a'
const IMAGE = 'lives/driver:1'
const PATIENCE_MS = 120_000

export const WEIGHTS = { east: 1, west: 3 } as const
export type ClusterName = keyof typeof WEIGHTS
const NAMES = Object.keys(WEIGHTS) as ClusterName[]

const policy = {
  version: 1,
  tenants: [{ name: 'a', sources: [{ kind: 'sqs' }], namespaces: [NAMESPACE], files: ['local:///opt/spark/**'] }],
}

const byName = async <T>(make: (name: ClusterName) => Promise<T>) => ({
  east: await make('east'),
  west: await make('west'),
})

/** Nobody but the forwarders tells what becomes of drivers then. */
const withoutReconciliation = async (emulator: Emulator): Promise<void> => {
  const events = new EventBridgeClient(clientConfig(emulator))
  const { Rules = [] } = await events.send(new ListRulesCommand({}))
  const everyMinute = Rules.filter(({ ScheduleExpression }) => ScheduleExpression !== undefined)
  if (everyMinute.length !== 1) throw new Error(`one rule was to be found, and there are ${everyMinute.length}`)
  for (const { Name } of everyMinute) await events.send(new DisableRuleCommand({ Name }))
  events.destroy()
}

/** A stack that submits to two clusters, whose drivers live as their jobs' arguments say. */
export class TwoClusters {
  readonly on: Readonly<Record<ClusterName, LocalCluster>>
  readonly diary: Diary
  readonly #table: JobTable
  readonly #sqs: SQSClient
  readonly #queue: string
  readonly #teardown: Teardown

  private constructor(
    on: Readonly<Record<ClusterName, LocalCluster>>,
    stack: { emulator: Emulator; outputs: StackOutputs },
    diary: Diary,
    teardown: Teardown,
  ) {
    this.on = on
    this.diary = diary
    this.#table = new JobTable(stack)
    this.#sqs = new SQSClient(clientConfig(stack.emulator))
    this.#queue = stack.outputs.RequestsQueueUrl
    this.#teardown = teardown
  }

  static async start(): Promise<TwoClusters> {
    const teardown = new Teardown()
    try {
      const folder = await mkdtemp(join(tmpdir(), 'sparkdrop-clusters-'))
      teardown.add(folder, () => rm(folder, { recursive: true, force: true }))
      const { ministack } = await prepareSpark({ cacheHome: cacheHome(), onProgress: () => undefined })
      const emulator = teardown.add(await startEmulator({ home: join(folder, 'aws'), ministack }), (it) => it.stop())
      const on = await byName(async (name) =>
        teardown.add(await LocalCluster.start({ name, namespace: NAMESPACE, folder: join(folder, name) }), (it) =>
          it.stop(),
        ),
      )
      const credentialsSecret = await createCredentialsSecret(emulator)
      const policyFile = join(folder, 'policy.json')
      await writeFile(policyFile, JSON.stringify(policy))
      const clusters = NAMES.map((name) => {
        const endpoint = on[name].server.url
        return { kind: 'endpoint' as const, name, endpoint, credentialsSecret, weight: WEIGHTS[name] }
      }) as [never]
      const context = { clusters, policyFile, sparkDefaults: { 'spark.kubernetes.container.image': IMAGE } }
      const outputs = await deploy({ emulator, context, outDir: join(folder, 'cdk') })
      await withoutReconciliation(emulator)
      const diary = await Diary.open(join(folder, 'diary'))
      for (const name of NAMES) await on[name].join({ emulator, outputs }, { [IMAGE]: diary.image })
      return new TwoClusters(on, { emulator, outputs }, diary, teardown)
    } catch (error) {
      await teardown.run()
      throw error
    }
  }

  stop(): Promise<void> {
    this.#sqs.destroy()
    return this.#teardown.run()
  }

  /** Sends a job whose driver lives as `life` says; more fields of its request may be given. */
  async send(id: string, life: string, fields: object = {}): Promise<void> {
    const main = { file: 'local:///opt/spark/examples/life.py' }
    const request = { version: 1, id, namespace: NAMESPACE, name: id, main, args: ['--life', id, life], ...fields }
    await this.#sqs.send(new SendMessageCommand({ QueueUrl: this.#queue, MessageBody: JSON.stringify(request) }))
  }

  job(id: string): Promise<Job | undefined> {
    return this.#table.get(deriveJobId({ kind: 'sqs', id }))
  }

  ended(id: string): Promise<Job> {
    const { signal } = new AbortController()
    return followJob({ read: () => this.job(id), onStep: () => undefined, signal, patience: PATIENCE_MS })
  }
}
