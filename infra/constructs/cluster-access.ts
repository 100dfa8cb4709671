import { ArnFormat, Stack } from 'aws-cdk-lib'
import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks'
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { ClusterSettings } from '../../lib/kubernetes/cluster-settings.ts'

/** The Kubernetes group that the submitter's Role is bound to: see infra/kubernetes. */
export const SUBMITTER_GROUP = 'sparkdrop:submitter'

export interface ClusterAccessProps {
  readonly cluster: ClusterSettings
  /** The role of a function that talks to the API server. */
  readonly role: Role
}

/**
 * Lets a function talk to the cluster. On EKS: the right to ask where the endpoint is, and an access entry that makes
 * its role a member of the group `sparkdrop:submitter`, without any access policy: what it may do is said by RBAC alone.
 * Elsewhere: the right to read the one secret with the credentials.
 */
export class ClusterAccess extends Construct {
  constructor(scope: Construct, id: string, { cluster, role }: ClusterAccessProps) {
    super(scope, id)
    if (cluster.kind === 'endpoint') {
      role.addToPolicy(
        new PolicyStatement({
          actions: ['secretsmanager:GetSecretValue'],
          resources: [secretArn(this, cluster.credentialsSecret)],
        }),
      )
      return
    }
    role.addToPolicy(
      new PolicyStatement({ actions: ['eks:DescribeCluster'], resources: [eksClusterArn(this, cluster.name)] }),
    )
    new CfnAccessEntry(this, 'AccessEntry', {
      clusterName: cluster.name,
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
