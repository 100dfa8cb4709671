import { CfnPodIdentityAssociation } from 'aws-cdk-lib/aws-eks'
import { type PolicyStatement, Role, ServicePrincipal, SessionTagsPrincipal } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { ServiceAccount } from '../context.ts'

export interface PodIdentityRoleProps {
  readonly description: string
  readonly clusterNames: readonly string[]
  readonly statements: readonly PolicyStatement[]
  /** Pods of these service accounts get the role. */
  readonly serviceAccounts: readonly ServiceAccount[]
}

/** A role for pods of EKS clusters, handed out by EKS Pod Identity. */
export class PodIdentityRole extends Construct {
  readonly role: Role

  constructor(scope: Construct, id: string, props: PodIdentityRoleProps) {
    super(scope, id)
    const [only, ...others] = props.clusterNames
    const names = others.length === 0 ? only : props.clusterNames
    const pods = new ServicePrincipal('pods.eks.amazonaws.com', {
      conditions: { StringEquals: { 'aws:RequestTag/eks-cluster-name': names } },
    })
    this.role = new Role(this, 'Role', { description: props.description, assumedBy: new SessionTagsPrincipal(pods) })
    for (const statement of props.statements) this.role.addToPolicy(statement)
    props.clusterNames.forEach((clusterName, i) => {
      for (const { namespace, serviceAccount } of props.serviceAccounts) {
        const id = `${namespace}.${serviceAccount}`
        new CfnPodIdentityAssociation(this, i === 0 ? id : `${clusterName}.${id}`, {
          clusterName,
          namespace,
          serviceAccount,
          roleArn: this.role.roleArn,
        })
      }
    })
  }
}
