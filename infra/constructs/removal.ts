import { RemovalPolicy } from 'aws-cdk-lib'
import type { SparkdropContext } from '../context.ts'

export type Removal = SparkdropContext['removal']

/** What CloudFormation does with something that holds data when the stack goes. */
export const removalPolicy = (removal: Removal): RemovalPolicy =>
  removal === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN
