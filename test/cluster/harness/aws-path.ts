import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { stringify } from 'yaml'
import type { StackOutputs } from '../../../infra/outputs.ts'
import type { Job } from '../../../lib/jobs/job.ts'
import type { PolicyInput } from '../../../lib/policy/policy-schema.ts'
import { STRICT_POLICY } from '../../../lib/policy/strict-policy.ts'
import { deploy } from '../../../local/aws/deploy.ts'
import { type Emulator, startEmulator } from '../../../local/aws/emulator.ts'
import { clientConfig } from '../../../local/demo/client-config.ts'
import { type Dropped, dropFile } from '../../../local/demo/drop-file.ts'
import { followJob } from '../../../local/demo/follow-job.ts'
import { JobTable } from '../../../local/demo/job-table.ts'
import { Teardown } from '../../../local/demo/teardown.ts'
import type { Forwarder } from './forwarder.ts'
import { killFunction } from './function-process.ts'
import { Relay } from './relay.ts'
import { smallPods, WITHOUT_CLAIMS } from './submission.ts'
import type { Tenant } from './tenant.ts'
import { advertisedUrl, hostAddress } from './test-cluster.ts'

const SECRET = 'sparkdrop/cluster'
const CLUSTER_NAME = 'cluster-under-test'
const PATIENCE_MS = 200_000

export interface AwsPathOptions {
  /** The emulator's program. */
  readonly ministack: string
  readonly forwarderImage: string
  /** Where jobs run, submitted as its submitter. */
  readonly tenant: Tenant
  readonly forwarder: Forwarder
}

export interface DroppedJob {
  readonly name: string
  readonly content: string | Uint8Array
  readonly conf: Readonly<Record<string, string>>
  readonly args?: readonly string[]
}

interface AwsPathParts {
  readonly outputs: StackOutputs
  readonly emulator: Emulator
  /** The emulator's URL for pods. */
  readonly podEndpoint: string
  readonly folder: string
  readonly namespace: string
  readonly teardown: Teardown
}

/** The deployed CDK app on an AWS emulator of this machine, which submits to the cluster as a tenant's submitter. */
export class AwsPath {
  readonly outputs: StackOutputs
  readonly emulator: Emulator
  readonly table: JobTable
  readonly podEndpoint: string
  readonly #parts: AwsPathParts

  constructor(parts: AwsPathParts) {
    this.#parts = parts
    this.outputs = parts.outputs
    this.emulator = parts.emulator
    this.podEndpoint = parts.podEndpoint
    this.table = new JobTable(parts)
  }

  /** Drops the file that says how it is to run, and then the job's own. */
  async drop({ name, content, conf, args = [] }: DroppedJob): Promise<Dropped> {
    const { folder, namespace } = this.#parts
    const file = join(folder, name)
    await writeFile(`${file}.yaml`, stringify({ conf, args }))
    await writeFile(file, content)
    const put = (path: string): Promise<Dropped> => dropFile(this.emulator, this.outputs.DropBucket, namespace, path)
    await put(`${file}.yaml`)
    return put(file)
  }

  /** The job that came of it, as the table has it now. */
  async jobOf(dropped: Dropped): Promise<Job | undefined> {
    return (await this.table.madeOf(dropped))[0]
  }

  /** The job that came of it, when it has ended. */
  ended(dropped: Dropped): Promise<Job> {
    const { signal } = new AbortController()
    return followJob({ read: () => this.jobOf(dropped), onStep: () => {}, signal, patience: PATIENCE_MS })
  }

  /** Has messages of the jobs queue come again so soon after somebody died over them, instead of after minutes. */
  async redeliverJobsAfter(seconds: number): Promise<void> {
    const sqs = new SQSClient(clientConfig(this.emulator))
    const Attributes = { VisibilityTimeout: String(seconds) }
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: this.outputs.JobsQueueUrl, Attributes }))
    sqs.destroy()
  }

  /** Ends submit-job in the midst of what it does. */
  async killSubmitJob(): Promise<void> {
    const killed = await killFunction(emulatorHome(this.#parts.folder), this.outputs.SubmitJobFunction)
    if (killed === 0) throw new Error('submit-job does not run, so that it cannot be killed')
  }

  stop(): Promise<void> {
    return this.#parts.teardown.run()
  }
}

const emulatorHome = (folder: string): string => join(folder, 'aws')

/** What an AWS client in a pod needs to reach the emulator. */
const podEnvironment = (url: string, { environment }: Emulator): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: url,
  AWS_REGION: environment.AWS_REGION ?? '',
  AWS_ACCESS_KEY_ID: environment.AWS_ACCESS_KEY_ID ?? '',
  AWS_SECRET_ACCESS_KEY: environment.AWS_SECRET_ACCESS_KEY ?? '',
})

const driverEnvironment = (environment: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(environment).map(([name, value]) => [`spark.kubernetes.driverEnv.${name}`, value]))

const keepCredentials = async (emulator: Emulator, token: string): Promise<void> => {
  const secrets = new SecretsManagerClient(clientConfig(emulator))
  await secrets.send(new CreateSecretCommand({ Name: SECRET, SecretString: JSON.stringify({ token }) }))
  secrets.destroy()
}

const clusterSettings = async ({ cluster }: Tenant) => {
  const authority = cluster.connection.certificateAuthority
  return {
    kind: 'endpoint',
    name: CLUSTER_NAME,
    endpoint: await advertisedUrl(cluster),
    credentialsSecret: SECRET,
    ...(authority === undefined ? {} : { certificateAuthority: Buffer.from(authority).toString('base64') }),
  } as const
}

/** Jobs may choose among the images that the tests are about, and the endpoint by which one of them reaches the emulator. */
const keepPolicy = async (folder: string): Promise<string> => {
  const policy: PolicyInput = {
    ...STRICT_POLICY,
    base: { images: ['**'], unlock: ['spark.hadoop.fs.s3a.endpoint'] },
  }
  const file = join(folder, 'policy.json')
  await writeFile(file, JSON.stringify(policy))
  return file
}

/** Deploys the stack to an emulator and the forwarder to the cluster. Where one cannot be had nothing is left running. */
export const startAwsPath = async ({
  ministack,
  forwarderImage,
  tenant,
  forwarder,
}: AwsPathOptions): Promise<AwsPath> => {
  const teardown = new Teardown()
  try {
    const temporary = mkdtemp(join(tmpdir(), 'aws-path-'))
    const folder = teardown.add(await temporary, (it) => rm(it, { recursive: true, force: true }))
    const emulator = teardown.add(await startEmulator({ home: emulatorHome(folder), ministack }), (it) => it.stop())
    const ip = await hostAddress(tenant.cluster)
    const relay = teardown.add(await Relay.start(ip, Number(new URL(emulator.endpoint).port)), (it) => it.stop())
    const inPods = podEnvironment(relay.url, emulator)
    await keepCredentials(emulator, tenant.token)
    const sparkDefaults = { ...smallPods(tenant.namespace), ...WITHOUT_CLAIMS, ...driverEnvironment(inPods) }
    const context = {
      cluster: await clusterSettings(tenant),
      sparkDefaults,
      policyFile: await keepPolicy(folder),
    }
    const outputs = await deploy({ emulator, context, outDir: join(folder, 'cdk') })
    teardown.add(forwarder, (it) => it.remove())
    await forwarder.deploy({
      image: forwarderImage,
      environment: { CLUSTER_NAME, EVENT_BUS: outputs.EventBusName, NAMESPACES: tenant.namespace, ...inPods },
      busAddress: { ip, port: relay.port },
    })
    return new AwsPath({ outputs, emulator, podEndpoint: relay.url, folder, namespace: tenant.namespace, teardown })
  } catch (error) {
    await teardown.run()
    throw error
  }
}
