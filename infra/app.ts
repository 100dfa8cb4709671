import { App, type AppProps, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { readContext } from './context.ts'
import { SparkdropStack } from './stacks/sparkdrop-stack.ts'

/** Behaviours of CDK that are off unless asked for. */
const FEATURE_FLAGS = {
  '@aws-cdk/aws-iam:minimizePolicies': true,
  '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true,
  '@aws-cdk/core:checkSecretUsage': true,
  '@aws-cdk/core:target-partitions': ['aws', 'aws-cn', 'aws-us-gov'],
} as const

/**
 * The CDK app: one stack, and the AwsSolutions rules as a part of synthesis, so that a finding without a reason
 * fails it. Throws `ContextError` where the context is wrong.
 */
export const sparkdropApp = (props: AppProps = {}): App => {
  const app = new App({ ...props, context: { ...FEATURE_FLAGS, ...props.context } })
  const context = readContext(app.node)
  new SparkdropStack(app, context.stackName, { context })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  return app
}
