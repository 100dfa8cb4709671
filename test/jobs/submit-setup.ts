import { type SubmitJob, submitJob } from '../../lib/jobs/submit-job.ts'
import type { KubernetesObject } from '../../lib/ports/kubernetes-types.ts'
import { jobRequest } from '../builders/job.ts'
import type { CrashPoint } from '../fakes/crash.ts'
import { InMemoryCluster } from '../fakes/in-memory-cluster.ts'
import { InMemoryJobStore } from '../fakes/in-memory-job-store.ts'
import { InMemoryObjectStore } from '../fakes/in-memory-object-store.ts'
import { ManualClock } from '../fakes/manual-clock.ts'
import { RecordingAnnouncer } from '../fakes/recording-announcer.ts'
import { silentLog } from '../fakes/silent-log.ts'

/** submit-job with all that it works on in memory. */
export class SubmitSetup {
  readonly cluster = new InMemoryCluster({ namespaces: ['team-a'] })
  readonly store = new InMemoryJobStore()
  readonly objects = new InMemoryObjectStore().put({ bucket: 'drop', key: 'team-a/pi.jar', versionId: 'v1' }, 'jar')
  readonly announcer = new RecordingAnnouncer()
  readonly clock = new ManualClock()
  defaults = 'spark.kubernetes.container.image=spark:4.1.4\nspark.executor.instances=2\n'

  submit(request = jobRequest(), crash?: CrashPoint) {
    const guard = <T extends object>(port: T): T => crash?.guard(port) ?? port
    const deps: SubmitJob = {
      cluster: guard(this.cluster),
      store: guard(this.store),
      objects: guard(this.objects),
      announcer: guard(this.announcer),
      clock: this.clock,
      log: silentLog,
      platform: async () => ({
        master: 'k8s://https://cluster:443',
        uploadPath: 's3a://staging/spark',
        defaults: this.defaults,
      }),
    }
    return submitJob(deps, request)
  }

  /** What a pod that had the driver's name before owned, and the garbage collector has not come to. */
  async leaveBehind(): Promise<void> {
    for (const object of await objectsOfOne()) {
      const owners = object.metadata?.ownerReferences?.map((owner) => ({ ...owner, uid: 'an-earlier-pod' })) ?? []
      await this.cluster.createObject({ ...object, metadata: { ...object.metadata, ownerReferences: owners } })
    }
  }

  /** The uids of drivers that were let run, in the order in which they were. */
  get released(): readonly unknown[] {
    return this.cluster.callsOf('removeSchedulingGate').map(({ args }) => args[2])
  }
}

/** The service and the configmap that a driver owns when it is submitted where nothing is in the way. */
export const objectsOfOne = async (): Promise<readonly KubernetesObject[]> => {
  const setup = new SubmitSetup()
  await setup.submit()
  return setup.cluster.objects()
}
