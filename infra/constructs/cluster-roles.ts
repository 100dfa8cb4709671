import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { POD_EVENT } from '../../events/pod-event.ts'
import type { SparkdropContext } from '../context.ts'
import { acknowledgeObjectsOf } from './acknowledge.ts'
import type { JobBus } from './job-bus.ts'
import { PodIdentityRole } from './pod-identity-role.ts'
import type { StagingBucket } from './staging-bucket.ts'
import { putEvents } from './statements.ts'

export interface ClusterRolesProps {
  /** Of EKS clusters. */
  readonly clusterNames: readonly string[]
  readonly context: SparkdropContext
  readonly bus: JobBus
  readonly staging: StagingBucket
}

/** The tag that EKS puts on the session of a pod: it names the pod's namespace, and no pod can choose it. */
const NAMESPACE_TAG = '${aws:PrincipalTag/kubernetes-namespace}'

/** The roles that pods of EKS clusters take: the forwarder says what happens, drivers read what was staged for them. */
export class ClusterRoles extends Construct {
  readonly forwarder: PodIdentityRole
  readonly driver: PodIdentityRole

  constructor(scope: Construct, id: string, { clusterNames, context, bus, staging }: ClusterRolesProps) {
    super(scope, id)
    this.forwarder = new PodIdentityRole(this, 'Forwarder', {
      description: 'sparkdrop: tells the bus what happens to driver and executor pods',
      clusterNames,
      statements: [putEvents(bus, POD_EVENT.source)],
      serviceAccounts: context.forwarder ? [context.forwarder] : [],
    })
    const staged = `${context.uploadPrefix}/${NAMESPACE_TAG}/*`
    this.driver = new PodIdentityRole(this, 'Driver', {
      description: 'sparkdrop: lets drivers read the files that were staged for their namespace',
      clusterNames,
      statements: [new PolicyStatement({ actions: ['s3:GetObject'], resources: [staging.arnForObjects(staged)] })],
      serviceAccounts: context.drivers,
    })
    acknowledgeObjectsOf(this.driver, staging, staged, "The wildcard ends below the prefix of the pod's own namespace.")
  }
}
