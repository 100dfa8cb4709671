import type { Clusters } from '../../../lib/jobs/clusters/clusters.ts'
import { clusterOf } from '../../../lib/jobs/clusters/clusters.ts'
import type { JobLife } from '../../../lib/jobs/life/job-life.ts'
import { isGated } from '../../../lib/jobs/submit/driver-gate.ts'
import { confMapName } from '../../../lib/jobs/submit/driver-objects.ts'
import type { CrashPoint } from '../../fakes/crash.ts'
import { InMemoryCluster } from '../../fakes/in-memory-cluster.ts'
import { LifeSetup } from '../life/life-setup.ts'

const NAMES = ['east', 'west'] as const
export type ClusterName = (typeof NAMES)[number]

/** The set-up with two clusters of the same weight. */
export class ClustersSetup extends LifeSetup {
  readonly on: Readonly<Record<ClusterName, InMemoryCluster>> = {
    east: this.#another(1),
    west: this.#another(2),
  }
  /** The drivers that a kubelet would have started: the cluster's name and the pod's uid. */
  readonly startedOn = new Set<string>()

  #another(number: number): InMemoryCluster {
    const cluster = new InMemoryCluster({ namespaces: ['team-a'], now: () => this.clock.now(), number })
    cluster.beforeCommit = cluster.afterCommit = () => this.startDrivers()
    return cluster
  }

  override startDrivers(): void {
    for (const name of NAMES) {
      const maps = new Set(this.on[name].objects('ConfigMap').map(({ metadata }) => metadata?.name))
      for (const pod of this.on[name].pods)
        if (!isGated(pod) && maps.has(confMapName(pod))) this.startedOn.add(`${name} ${pod.metadata?.uid}`)
    }
  }

  override clusters(guard: <T extends object>(port: T) => T = (port) => port): Clusters {
    return {
      choices: [
        { name: 'east', weight: 1, master: 'k8s://https://east:443' },
        { name: 'west', weight: 1, master: 'k8s://https://west:443' },
      ],
      open: async (name) => guard(this.on[name as ClusterName]),
    }
  }

  override life(crash?: CrashPoint): JobLife {
    const guard = <T extends object>(port: T): T => crash?.guard(port) ?? port
    return { ...super.life(crash), clusterOf: clusterOf(this.clusters(guard)) }
  }

  /** Where the drivers' pods are now. */
  get pods(): Readonly<Record<ClusterName, number>> {
    return { east: this.on.east.pods.length, west: this.on.west.pods.length }
  }
}
