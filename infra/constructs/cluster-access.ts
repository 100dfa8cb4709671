import { ArnFormat, Stack } from 'aws-cdk-lib'
import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks'
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { ClustersSettings } from '../../lib/kubernetes/cluster-settings.ts'
import { ContextError, type SparkdropContext } from '../context.ts'

/** The Kubernetes group that the submitter's Role is bound to: see infra/kubernetes. */
export const SUBMITTER_GROUP = 'sparkdrop:submitter'

export interface ClusterAccessProps {
  readonly clusters: ClustersSettings
  /** The role of a function that talks to the API servers. */
  readonly role: Role
}

/** All variables of a function take 4 KB at most; what else it is told needs the rest. */
const ROOM = 2_800

/** How a function is told where the clusters are. Throws `ContextError` where that is too long. */
export const clusterVariables = ({ clusters }: SparkdropContext): { readonly CLUSTERS: string } => {
  const CLUSTERS = JSON.stringify(clusters)
  if (CLUSTERS.length <= ROOM) return { CLUSTERS }
  const most = `${CLUSTERS.length} characters, and a function can be told ${ROOM}`
  throw new ContextError(
    `clusters: they take ${most}: an "eks" cluster takes least, a certificateAuthority most, and one that public authorities sign for needs none`,
  )
}

/**
 * Lets a function talk to the clusters. On EKS: the right to ask where the endpoint is, and an access entry that makes
 * its role a member of the group `sparkdrop:submitter`, without any access policy: what it may do is said by RBAC alone.
 * Elsewhere: the right to read the one secret with the credentials.
 */
export class ClusterAccess extends Construct {
  constructor(scope: Construct, id: string, { clusters, role }: ClusterAccessProps) {
    super(scope, id)
    clusters.forEach((cluster, i) => {
      if (cluster.kind === 'endpoint') this.#readSecret(cluster.credentialsSecret, role)
      else this.#enter(i === 0 ? 'AccessEntry' : `AccessEntry-${cluster.name}`, cluster.name, role)
    })
  }

  #readSecret(secret: string, role: Role): void {
    role.addToPolicy(
      new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn(this, secret)] }),
    )
  }

  #enter(id: string, clusterName: string, role: Role): void {
    role.addToPolicy(
      new PolicyStatement({ actions: ['eks:DescribeCluster'], resources: [eksClusterArn(this, clusterName)] }),
    )
    new CfnAccessEntry(this, id, {
      clusterName,
      principalArn: role.roleArn,
      type: 'STANDARD',
      kubernetesGroups: [SUBMITTER_GROUP],
    })
  }
}

const eksClusterArn = (scope: Construct, name: string): string =>
  Stack.of(scope).formatArn({ service: 'eks', resource: 'cluster', resourceName: name })

/** Secrets Manager ends every ARN in six random characters, which a name alone does not tell. */
const secretArn = (scope: Construct, nameOrArn: string): string =>
  nameOrArn.startsWith('arn:')
    ? nameOrArn
    : Stack.of(scope).formatArn({
        service: 'secretsmanager',
        resource: 'secret',
        resourceName: `${nameOrArn}-??????`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      })
