import { driverPodSchema } from '../../../events/pod-event.ts'
import type { Job } from '../../../lib/jobs/job.ts'
import { isTerminal } from '../../../lib/jobs/phase-rank.ts'
import { recordDriver } from '../../../lib/jobs/record-driver.ts'
import { type running, terminated } from '../../builders/driver-pod.ts'
import { jobRequest } from '../../builders/job.ts'
import type { CrashPoint } from '../../fakes/crash.ts'
import { LifeSetup } from '../life/life-setup.ts'

type Overrides = NonNullable<Parameters<typeof jobRequest>[0]>

/** A request that is known by this id. */
export const requestOf = (id: string, overrides: Overrides = {}) =>
  jobRequest({ source: { kind: 'sqs', id }, ...overrides })

/** Many jobs of one namespace, with all that happens to them in memory. */
export class AdmissionSetup extends LifeSetup {
  get jobs(): readonly Job[] {
    return [...this.store.jobs.values()]
  }

  /** Those that could have a driver at work: claimed, and not seen to end. */
  get atWork(): readonly Job[] {
    return this.jobs.filter(({ driver, state }) => driver && !isTerminal(state))
  }

  jobOf(id: string): Job | undefined {
    return this.jobs.find(({ source }) => source.kind === 'sqs' && source.id === id)
  }

  stateOf(id: string): string | undefined {
    return this.jobOf(id)?.state
  }

  /** The job's driver runs and ends, and the forwarder tells of it. */
  async finish(id: string, crash?: CrashPoint): Promise<void> {
    const job = this.jobOf(id)
    if (!job?.driver) throw new Error(`job ${id} has no driver to finish`)
    await this.end(job, crash)
  }

  async end({ driver, namespace }: Job, crash?: CrashPoint): Promise<void> {
    const name = driver?.name ?? ''
    const container = (state: ReturnType<typeof running>) => [{ name: 'spark-kubernetes-driver', state }]
    const pod = this.cluster.updatePod(namespace, name, (pod) => {
      pod.spec = { containers: [], ...pod.spec, nodeName: 'node-1' }
      Object.assign(pod, { status: { phase: 'Succeeded', containerStatuses: container(terminated(0)) } })
    })
    await recordDriver(this.life(crash), { type: 'MODIFIED', pod: driverPodSchema.parse(pod) })
  }
}
