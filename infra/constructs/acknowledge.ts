import { type CfnElement, Stack, Validations } from 'aws-cdk-lib'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import type { IConstruct } from 'constructs'

/** Accepts one finding of one cdk-nag rule on `scope`, with the reason that a reviewer reads. */
export const acknowledge = (scope: IConstruct, id: string, reason: string): void => {
  Validations.of(scope).acknowledge({ id, reason })
}

/** Accepts that a role's rights reach every object of a bucket that `path` matches: keys are not known beforehand. */
export const acknowledgeObjectsOf = (scope: IConstruct, bucket: Bucket, path: string, reason: string): void => {
  const logicalId = Stack.of(scope).getLogicalId(bucket.node.defaultChild as CfnElement)
  // cdk-nag writes a policy variable as it writes a reference: in angle brackets.
  const shown = path.replace(/\$\{([^}]+)\}/g, '<$1>')
  acknowledge(scope, `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/${shown}]`, reason)
}
