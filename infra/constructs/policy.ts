import { readFileSync } from 'node:fs'
import { ParameterTier, StringParameter } from 'aws-cdk-lib/aws-ssm'
import type { Construct } from 'constructs'
import { parse } from 'yaml'
import { SparkdropError } from '../../lib/errors/sparkdrop-error.ts'
import { checkPolicy } from '../../lib/policy/policy.ts'
import type { PolicyInput } from '../../lib/policy/policy-schema.ts'
import { STRICT_POLICY } from '../../lib/policy/strict-policy.ts'
import { ContextError, type SparkdropContext } from '../context.ts'

/** How many characters one parameter holds; the advanced tier is charged for. Names that AWS chooses take up to 500. */
const STANDARD_SIZE = 3596
const ADVANCED_SIZE = 7692

const readDocument = (file: string): PolicyInput => {
  try {
    const document = parse(readFileSync(file, 'utf8'))
    checkPolicy(document, file)
    return document as PolicyInput
  } catch (error) {
    const problem = error instanceof SparkdropError ? error.message : `${file}: ${(error as Error).message}`
    throw new ContextError(`policyFile: ${problem}`)
  }
}

export interface PolicyProps {
  readonly context: SparkdropContext
  /** The name of the bucket that jobs are dropped in. */
  readonly dropBucket: string
  /** Below which files are staged. */
  readonly uploadPath: string
}

/** Keeps the policy where the functions read it, as JSON; a change needs no new deployment of them. */
export class Policy extends StringParameter {
  constructor(scope: Construct, id: string, { context, dropBucket, uploadPath }: PolicyProps) {
    const { stackName, policyFile } = context
    const document = policyFile === undefined ? STRICT_POLICY : readDocument(policyFile)
    const size = JSON.stringify(document).length
    if (size > ADVANCED_SIZE)
      throw new ContextError(
        `policyFile: ${policyFile} makes ${size} characters of JSON, and a parameter holds ${ADVANCED_SIZE}: say what all tenants share in "base"`,
      )
    super(scope, id, {
      parameterName: `/${stackName}/policy`,
      description: 'sparkdrop: who may submit what, and where',
      stringValue: JSON.stringify({ dropBucket, uploadPath, ...document }),
      tier: size > STANDARD_SIZE ? ParameterTier.ADVANCED : ParameterTier.STANDARD,
    })
  }
}
