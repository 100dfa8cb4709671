import { fileURLToPath } from 'node:url'
import type { Duration } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  ApplicationLogLevel,
  Architecture,
  type CfnFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { LogLevel, NodejsFunction, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { SparkdropContext } from '../context.ts'
import { acknowledge } from './acknowledge.ts'
import { removalPolicy } from './removal.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Dependencies that are CommonJS ask for `require`, which an ES module has to make for itself. */
const REQUIRE_BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);"

export interface SparkdropFunctionProps {
  /** The folder in functions/, which is the function's name too. */
  readonly name: string
  readonly description: string
  readonly context: SparkdropContext
  readonly timeout: Duration
  readonly memorySize: number
  readonly environment: Readonly<Record<string, string>>
  readonly statements: readonly PolicyStatement[]
}

/** One function, as all of sparkdrop's are: Node 24 on ARM, one pinned ES module, its own role, its own log group. */
export class SparkdropFunction extends Construct {
  /** Without the stack's name before it. */
  readonly name: string
  readonly handler: NodejsFunction
  readonly role: Role

  constructor(scope: Construct, id: string, props: SparkdropFunctionProps) {
    super(scope, id)
    const { context, name } = props
    const functionName = `${context.stackName}-${name}`
    this.name = name
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: context.logRetentionDays,
      removalPolicy: removalPolicy('destroy'),
    })
    this.role = new Role(this, 'Role', {
      description: `What ${functionName} may do`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    })
    logGroup.grantWrite(this.role)
    for (const statement of props.statements) this.role.addToPolicy(statement)
    this.handler = new NodejsFunction(this, 'Function', {
      functionName,
      description: props.description,
      entry: `${root}functions/${name}/handler.ts`,
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memorySize,
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel[context.logLevel],
      systemLogLevelV2: SystemLogLevel.WARN,
      tracing: context.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      environment: {
        ...props.environment,
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_METRICS_NAMESPACE: context.stackName,
        POWERTOOLS_LOG_LEVEL: context.logLevel,
        NODE_OPTIONS: '--enable-source-maps',
      },
      projectRoot: root,
      depsLockFilePath: `${root}package-lock.json`,
      bundling: {
        target: 'node24',
        format: OutputFormat.ESM,
        mainFields: ['module', 'main'],
        banner: REQUIRE_BANNER,
        bundleAwsSDK: true,
        minify: true,
        keepNames: true,
        sourceMap: true,
        sourceMapMode: SourceMapMode.DEFAULT,
        sourcesContent: false,
        logLevel: LogLevel.WARNING,
      },
    })
    if (context.tracing || context.vpc)
      acknowledge(
        this,
        'AwsSolutions-IAM5[Resource::*]',
        'X-Ray (and, inside a VPC, the network interfaces of Lambda) know no resource-level permissions for these actions.',
      )
    if (context.vpc) this.#attachTo(context.vpc)
  }

  /** By the resource itself: the CDK's own way asks for availability zones, which it then does not use. */
  #attachTo({ subnetIds, securityGroupIds }: NonNullable<SparkdropContext['vpc']>): void {
    this.role.addToPolicy(networkInterfaces())
    const resource = this.handler.node.defaultChild as CfnFunction
    resource.vpcConfig = { subnetIds, securityGroupIds }
  }
}

/** What Lambda needs to attach a function to a VPC; the managed policy for it brings more. */
const networkInterfaces = (): PolicyStatement =>
  new PolicyStatement({
    actions: [
      'ec2:CreateNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
      'ec2:DeleteNetworkInterface',
    ],
    resources: ['*'],
  })
