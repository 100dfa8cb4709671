import type { Timeouts } from '../../../events/job-life.ts'
import { driverPodSchema, LABELS } from '../../../events/pod-event.ts'
import { namespaceLimits } from '../../../lib/jobs/admission/namespace-limits.ts'
import type { ContainerState } from '../../../lib/jobs/classify/driver-containers.ts'
import { type Kill, killJob } from '../../../lib/jobs/kill-job.ts'
import type { JobLife } from '../../../lib/jobs/life/job-life.ts'
import type { TimeLeft } from '../../../lib/jobs/reconcile/time-left.ts'
import { reconcileJobs } from '../../../lib/jobs/reconcile-jobs.ts'
import { recordDriver } from '../../../lib/jobs/record-driver.ts'
import { resumeJob } from '../../../lib/jobs/resume-job.ts'
import { suspendJob } from '../../../lib/jobs/suspend-job.ts'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'
import { jobRequest } from '../../builders/job.ts'
import type { CrashPoint } from '../../fakes/crash.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { SubmitSetup } from '../submit-setup.ts'

const PHASES = { running: 'Running', waiting: 'Pending' } as const

const phaseOf = ({ terminated, running }: ContainerState): string => {
  if (terminated) return terminated.exitCode === 0 ? 'Succeeded' : 'Failed'
  return running ? PHASES.running : PHASES.waiting
}

/** The submitter's set-up with what happens after: kubelet, forwarder, and people who kill, suspend and resume. */
export class LifeSetup extends SubmitSetup {
  /** The platform's, for jobs that have none of their own. */
  timeLimits: Timeouts = {}
  /** The drivers that a kubelet has started, each with its job's attempt. */
  readonly ran: { readonly uid: string; readonly attempt: string }[] = []

  life(crash?: CrashPoint): JobLife {
    const guard = <T extends object>(port: T): T => crash?.guard(port) ?? port
    const { clock } = this
    return {
      store: guard(this.store),
      announcer: guard(this.announcer),
      queue: guard(this.queue),
      slots: this.slots(guard),
      clock,
      log: silentLog,
      clusterOf: async () => guard(this.cluster),
    }
  }

  reconcile(crash?: CrashPoint, time: TimeLeft = { isOver: () => false }) {
    const { clusterOf: _clusterOf, ...life } = this.life(crash)
    const guard = <T extends object>(port: T): T => crash?.guard(port) ?? port
    return reconcileJobs({
      ...life,
      objects: guard(this.objects),
      clusters: this.clusters(guard),
      limits: namespaceLimits(this.runningJobs),
      slots: this.slots(guard),
      uploadPath: 's3a://staging/spark',
      keepFor: { podSeconds: 86_400, stagedSeconds: 3_600 },
      timeLimits: this.timeLimits,
      time,
    })
  }

  /** So many minutes pass, with a reconciliation and the queue's deliveries in each. */
  async minutes(count: number): Promise<void> {
    for (let minute = 0; minute < count; minute++) {
      this.clock.advance(60_000)
      await this.reconcile()
      await this.deliver()
    }
  }

  /** Another job, beside the one that the others speak of. */
  submitOther() {
    return this.submit(jobRequest({ source: { kind: 'sqs', id: 'another' } }))
  }

  get job() {
    const [job] = this.store.jobs.values()
    if (!job) throw new Error('there is no job')
    return job
  }

  get id(): string {
    return this.job.jobId
  }

  /** Whatever waits in the queue is delivered, late or not. */
  async deliver(): Promise<void> {
    for (const request of this.queue.sent.splice(0)) await this.submit(request)
  }

  /** The pod of the job's driver comes to this state on its node. */
  kubelet(state: ContainerState): void {
    const { driver, namespace } = this.job
    this.cluster.updatePod(namespace, driver?.name ?? '', (pod: Pod) => {
      pod.spec = { containers: [], ...pod.spec, nodeName: 'node-1' }
      const status = { phase: phaseOf(state), containerStatuses: [{ name: 'spark-kubernetes-driver', state }] }
      Object.assign(pod, { status })
      const { uid = '', labels = {} } = pod.metadata ?? {}
      if (state.running) this.ran.push({ uid, attempt: labels[LABELS.attempt] ?? '' })
    })
  }

  /** The forwarder tells of every driver pod there is. */
  async forward(crash?: CrashPoint): Promise<void> {
    for (const pod of this.cluster.pods) await this.tell('MODIFIED', pod, crash)
  }

  /** The job's driver pod is gone, and the forwarder saw it. */
  async vanish(): Promise<void> {
    const { driver, namespace } = this.job
    const pod = this.cluster.pods.find(({ metadata }) => metadata?.uid === driver?.uid)
    this.cluster.removePod(namespace, driver?.name ?? '')
    if (pod) await this.tell('DELETED', pod)
  }

  async tell(type: 'MODIFIED' | 'DELETED', pod: Pod, crash?: CrashPoint): Promise<void> {
    await recordDriver(this.life(crash), { type, pod: driverPodSchema.parse(pod) })
  }

  kill(kill: Kill = { by: 'ann' }, crash?: CrashPoint) {
    return killJob(this.life(crash), this.id, kill)
  }

  suspend(crash?: CrashPoint) {
    return suspendJob(this.life(crash), this.id)
  }

  resume(crash?: CrashPoint) {
    return resumeJob(this.life(crash), this.id)
  }
}

type Overrides = NonNullable<Parameters<typeof jobRequest>[0]>

/** A set-up whose job was submitted, its driver's pod waiting for a node. */
export const submitted = async (overrides: Overrides = {}): Promise<LifeSetup> => {
  const setup = new LifeSetup()
  await setup.submit(jobRequest(overrides))
  return setup
}
