import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm'
import type { Construct } from 'constructs'
import { formatProperties } from '../../lib/conf/codecs/properties.ts'
import { ContextError, type SparkdropContext } from '../context.ts'

/** How many characters one parameter holds; the advanced tier is charged for. */
const STANDARD_SIZE = 4096
const ADVANCED_SIZE = 8192

/** Keeps `spark-defaults.conf` where submit-job reads it; a change needs no new deployment of the function. */
export class SparkDefaults extends StringParameter {
  constructor(scope: Construct, id: string, { stackName, sparkDefaults }: SparkdropContext) {
    const text = formatProperties(Object.entries(sparkDefaults), ' What every job starts from.')
    if (text.length > ADVANCED_SIZE) {
      throw new ContextError(
        `sparkDefaults: it makes a file of ${text.length} characters, and a parameter holds ${ADVANCED_SIZE} at most`,
      )
    }
    super(scope, id, {
      parameterName: `/${stackName}/spark-defaults`,
      description: "sparkdrop: what every job's conf starts from, as spark-defaults.conf",
      stringValue: text,
      tier: text.length > STANDARD_SIZE ? ParameterTier.ADVANCED : ParameterTier.STANDARD,
    })
  }
}
