import type { Access, ClusterLook } from '../../../lib/cli/doctor/cluster-look.ts'
import { NotPermittedError } from '../../../lib/errors/not-permitted-error.ts'
import { TransientError } from '../../../lib/errors/sparkdrop-error.ts'
import { ManualTimers } from '../../kubernetes/manual-timers.ts'

const ADMISSION = '/apis/admissionregistration.k8s.io/v1'
export const TEAM_A = '/api/v1/namespaces/team-a'
export const LEASE = '/apis/coordination.k8s.io/v1/namespaces/sparkdrop/leases/sparkdrop-pod-event-forwarder'
export const DEPLOYMENT = '/apis/apps/v1/namespaces/sparkdrop/deployments/pod-event-forwarder'
export const CONFIG = '/api/v1/namespaces/sparkdrop/configmaps/forwarder-config'
export const TENANTS = '/api/v1/namespaces?labelSelector=sparkdrop.dev%2Ftenant%3Dtrue'
export const QUOTAS = `${TEAM_A}/resourcequotas`

export const admission = (kind: 'policies' | 'policybindings', name: string): string =>
  `${ADMISSION}/validatingadmission${kind}/sparkdrop-tenant-${name}`

const NAMESPACE = {
  metadata: {
    name: 'team-a',
    labels: { 'sparkdrop.dev/tenant': 'true', 'pod-security.kubernetes.io/enforce': 'restricted' },
    annotations: {
      'sparkdrop.dev/driver-service-account': 'spark-driver',
      'sparkdrop.dev/executor-service-account': 'spark-executor',
      'sparkdrop.dev/images': 'docker.io/library/spark:',
    },
  },
  status: { phase: 'Active' },
}

const BINDING = { spec: { validationActions: ['Deny'] } }

const deployment = {
  spec: {
    replicas: 2,
    template: { spec: { containers: [{ envFrom: [{ configMapRef: { name: 'forwarder-config' } }] }] } },
  },
  status: { readyReplicas: 2 },
}

/** What nobody's jobs should have. */
const isTooMuch = ({ user, resource, verb }: Access): boolean =>
  resource === 'secrets' || (user.endsWith(':spark-executor') && verb === 'create')

/** A cluster in which everything is well, until a test changes something. */
export class FakeCluster implements ClusterLook {
  readonly name = 'main'
  url = 'https://abc.gr7.eu-west-1.eks.amazonaws.com'
  readonly objects = new Map<string, unknown>([
    ['/version', { gitVersion: 'v1.34.1' }],
    [TENANTS, { items: [NAMESPACE] }],
    [TEAM_A, NAMESPACE],
    [QUOTAS, { items: [{ metadata: { name: 'quota' }, status: { hard: { pods: '500' }, used: { pods: '3' } } }] }],
    ['/apis/networking.k8s.io/v1/namespaces/team-a/networkpolicies', { items: [{}] }],
    [`${TEAM_A}/serviceaccounts/spark-driver`, {}],
    [`${TEAM_A}/serviceaccounts/spark-executor`, {}],
    ...['pods', 'deletions'].flatMap((name): [string, unknown][] => [
      [admission('policies', name), {}],
      [admission('policybindings', name), BINDING],
    ]),
    [DEPLOYMENT, deployment],
    [CONFIG, { data: { NAMESPACES: 'team-a, team-b', EVENT_BUS: 'arn:aws:events:eu-west-1:1:event-bus/jobs-bus' } }],
  ])
  /** Seconds of its renewals; it moves between two looks. */
  renewals: readonly number[] = [1, 5]
  allows: (access: Access) => boolean = (access) => !isTooMuch(access)
  readonly asked: Access[] = []
  /** Paths, or `reviews`, that whoever asks may not. */
  readonly denied = new Set<string>()
  isDown = false
  readonly timers = new (class extends ManualTimers {
    override sleep = async (): Promise<void> => {}
  })()
  #looks = 0

  async get<T>(path: string): Promise<T | undefined> {
    if (this.isDown) throw new TransientError('KUBERNETES_UNREACHABLE', `${this.url} does not answer`)
    this.#permitted(path)
    return (path === LEASE ? this.#lease() : this.objects.get(path)) as T | undefined
  }

  async may(access: Access): Promise<boolean> {
    this.#permitted('reviews')
    this.asked.push(access)
    return this.allows(access)
  }

  #lease(): object | undefined {
    const second = this.renewals[this.#looks++ % this.renewals.length]
    return second === undefined
      ? undefined
      : { spec: { holderIdentity: 'forwarder-1', renewTime: `2026-01-01T00:00:0${second}.000000Z` } }
  }

  #permitted(path: string): void {
    if (this.denied.has(path)) throw new NotPermittedError(`get ${path}`, `you may not get ${path}`)
  }
}
