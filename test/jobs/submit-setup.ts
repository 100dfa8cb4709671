import type { Slots } from '../../lib/jobs/admission/change-roster.ts'
import { namespaceLimits, type RunningJobs } from '../../lib/jobs/admission/namespace-limits.ts'
import type { Clusters } from '../../lib/jobs/clusters/clusters.ts'
import { isGated } from '../../lib/jobs/submit/driver-gate.ts'
import { confMapName } from '../../lib/jobs/submit/driver-objects.ts'
import { type SubmitJob, submitJob } from '../../lib/jobs/submit-job.ts'
import type { KubernetesObject } from '../../lib/ports/kubernetes-types.ts'
import { jobRequest } from '../builders/job.ts'
import { openPolicy } from '../builders/policy.ts'
import type { CrashPoint } from '../fakes/crash.ts'
import { InMemoryCluster } from '../fakes/in-memory-cluster.ts'
import { InMemoryJobStore } from '../fakes/in-memory-job-store.ts'
import { InMemoryObjectStore } from '../fakes/in-memory-object-store.ts'
import { InMemoryRosterStore } from '../fakes/in-memory-roster-store.ts'
import { ManualClock } from '../fakes/manual-clock.ts'
import { RecordingAnnouncer } from '../fakes/recording-announcer.ts'
import { RecordingQueue } from '../fakes/recording-queue.ts'
import { seededRandom } from '../fakes/seeded-random.ts'
import { silentLog } from '../fakes/silent-log.ts'

/** The uid of the pod that `leaveBehind` speaks of. */
export const AN_EARLIER_POD = 'an-earlier-pod'

/** What holds a driver back until its uid is recorded and all that it owns is there. */
export type HeldBy = 'gate' | 'configmap'

export const HOLDS: readonly HeldBy[] = ['gate', 'configmap']

/** submit-job with all that it works on in memory, and a kubelet that starts every driver as soon as one could. */
export class SubmitSetup {
  readonly cluster = new InMemoryCluster({ namespaces: ['team-a'], now: () => this.clock.now() })
  readonly store = new InMemoryJobStore()
  readonly objects = new InMemoryObjectStore().put({ bucket: 'drop', key: 'team-a/pi.jar', versionId: 'v1' }, 'jar')
  readonly announcer = new RecordingAnnouncer()
  readonly queue = new RecordingQueue()
  readonly clock = new ManualClock()
  /** The uids of drivers that a kubelet would have started, in the order in which it could. */
  readonly started = new Set<string>()
  readonly rosters = new InMemoryRosterStore()
  /** How many jobs may run at once: as many as there are, unless a test says otherwise. */
  runningJobs: RunningJobs = { namespaces: {} }
  defaults: string
  policy = openPolicy()
  readonly #next = seededRandom(1)

  constructor(heldBy: HeldBy = 'configmap') {
    this.defaults =
      'spark.kubernetes.container.image=spark:4.1.4\nspark.executor.instances=2\n' +
      `sparkdrop.submission.gate=${heldBy === 'gate'}\n`
    this.cluster.beforeCommit = this.cluster.afterCommit = () => this.startDrivers()
  }

  /** What a kubelet does at this moment: it looks for a pod's configmap by its name, and asks for no owner. */
  startDrivers(): void {
    const maps = new Set(this.cluster.objects('ConfigMap').map(({ metadata }) => metadata?.name))
    for (const pod of this.cluster.pods)
      if (!isGated(pod) && maps.has(confMapName(pod))) this.started.add(pod.metadata?.uid ?? '')
  }

  clusters(guard: <T extends object>(port: T) => T = (port) => port): Clusters {
    return {
      choices: [{ name: 'main', weight: 1, master: 'k8s://https://cluster:443' }],
      open: async () => guard(this.cluster),
    }
  }

  slots(guard: <T extends object>(port: T) => T = (port) => port): Slots {
    return { rosters: guard(this.rosters), queue: guard(this.queue), clock: this.clock }
  }

  submit(request = jobRequest(), crash?: CrashPoint) {
    const guard = <T extends object>(port: T): T => crash?.guard(port) ?? port
    const deps: SubmitJob = {
      clusters: this.clusters(guard),
      limits: namespaceLimits(this.runningJobs),
      slots: this.slots(guard),
      store: guard(this.store),
      objects: guard(this.objects),
      announcer: guard(this.announcer),
      queue: guard(this.queue),
      clock: this.clock,
      random: { next: this.#next },
      log: silentLog,
      platform: async () => ({
        uploadPath: 's3a://staging/spark',
        defaults: this.defaults,
        policy: this.policy,
      }),
    }
    return submitJob(deps, request)
  }

  /** Such objects as a pod owned that had the driver's name before; the garbage collector has not come to them. */
  async leaveBehind(objects: readonly KubernetesObject[]): Promise<void> {
    for (const object of objects) {
      const owners = object.metadata?.ownerReferences?.map((owner) => ({ ...owner, uid: AN_EARLIER_POD })) ?? []
      await this.cluster.createObject({ ...object, metadata: { ...object.metadata, ownerReferences: owners } })
    }
  }
}

/** The service and the configmap that a driver owns when it is submitted where nothing is in the way. */
export const objectsOfOne = async (heldBy: HeldBy): Promise<readonly KubernetesObject[]> => {
  const setup = new SubmitSetup(heldBy)
  await setup.submit()
  return setup.cluster.objects()
}
