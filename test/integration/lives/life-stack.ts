import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ForwarderOptions } from '../../../local/demo/forwarder-process.ts'
import { createNamespace } from '../../../local/demo/namespace.ts'
import { DropJobs } from '../drop-jobs.ts'
import { ApiServerProcess } from './api-server-process.ts'
import { Deeds } from './deeds.ts'
import { Diary } from './diary.ts'
import { JobRecords } from './job-records.ts'
import { claimOf, MISSING_IMAGE } from './life-kinds.ts'
import { NAMESPACE } from './lives.ts'
import { MortalForwarder } from './mortal-forwarder.ts'

const IMAGE = 'lives/driver:1'

const policy = {
  version: 1,
  tenants: [
    {
      name: 'lives',
      sources: [{ kind: 'sqs' }],
      namespaces: [NAMESPACE],
      images: [MISSING_IMAGE],
      files: ['local:///opt/spark/examples/**'],
      claims: { names: [claimOf('*')] },
      conf: { 'spark.kubernetes.container.image': IMAGE },
    },
    { name: 'spark', sources: [{ kind: 'sqs' }, { kind: 's3' }, { kind: 'api' }], namespaces: ['*'] },
  ],
}

/** The local stack with an API server and a forwarder that can be killed, and drivers that live as they are told. */
export interface LifeStack {
  readonly jobs: DropJobs
  readonly server: ApiServerProcess
  readonly forwarder: MortalForwarder
  readonly diary: Diary
  readonly deeds: Deeds
  readonly records: JobRecords
  stop(): Promise<void>
}

/** @param folder gets what is not the stack's own */
export const startLifeStack = async (folder: string): Promise<LifeStack> => {
  await mkdir(folder, { recursive: true })
  const policyFile = join(folder, 'policy.json')
  await writeFile(policyFile, JSON.stringify(policy))
  const diary = await Diary.open(join(folder, 'diary'))
  let server: ApiServerProcess | undefined
  let forwarder: MortalForwarder | undefined
  const jobs = await DropJobs.start({
    context: { policyFile },
    images: { [IMAGE]: diary.image },
    startCluster: async ({ logsDir }) => {
      server = await ApiServerProcess.start(folder, logsDir)
      return server
    },
    startForwarder: async (options: ForwarderOptions) => {
      forwarder = await MortalForwarder.start(options)
      return forwarder
    },
  })
  if (!server || !forwarder) throw new Error('the stack was started without its API server or its forwarder')
  await createNamespace(jobs.stack.kubernetes, NAMESPACE)
  const records = new JobRecords(jobs.stack)
  const deeds = new Deeds(jobs.stack, diary)
  const stop = async (): Promise<void> => {
    records.close()
    await jobs.stop()
  }
  return { jobs, server, forwarder, diary, deeds, records, stop }
}
