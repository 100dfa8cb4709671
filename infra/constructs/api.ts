import { Duration } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  HttpApi,
  type HttpMethod,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { type ILogGroup, LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { JOB_STATE_CHANGE } from '../../events/job-state.ts'
import type { SparkdropContext } from '../context.ts'
import { acknowledgeObjectsOf } from './acknowledge.ts'
import { ClusterAccess, clusterVariables } from './cluster-access.ts'
import type { Platform } from './platform.ts'
import { removalPolicy } from './removal.ts'
import { SparkdropFunction } from './sparkdrop-function.ts'
import { listJobs, putEvents, readParameters, send, useJobs } from './statements.ts'
import { TIMEOUTS } from './timeouts.ts'
import { stagedKeys, uploadPath } from './upload-place.ts'
import type { WorkQueue } from './work-queue.ts'

/** Queues whose dead letters the API shows, and sends again. */
const queuesOf = ({
  uploads,
  requests,
  jobs,
  schedules,
  podEvents,
}: Platform): Readonly<Record<string, WorkQueue>> => ({
  uploads,
  requests,
  jobs,
  schedules: schedules.queue,
  'pod-events': podEvents,
})

const authorizer = ({ api: { jwt } }: SparkdropContext): IHttpRouteAuthorizer =>
  jwt ? new HttpJwtAuthorizer('Jwt', jwt.issuer, { jwtAudience: [...jwt.audience] }) : new HttpIamAuthorizer()

/** Longer than the API signs for, by the minute that clocks may differ. */
const LONGEST_SIGNATURE = Duration.minutes(16)

/** To sign requests by which others put files, for a while: the function itself never puts any, and no other request of its is let through. */
const signUploads = ({ staging }: Platform, staged: string): PolicyStatement =>
  new PolicyStatement({
    actions: ['s3:PutObject'],
    resources: [staging.arnForObjects(staged)],
    conditions: {
      StringEquals: { 's3:authType': 'REST-QUERY-STRING' },
      NumericLessThan: { 's3:signatureAge': LONGEST_SIGNATURE.toMilliseconds() },
    },
  })

/** Who called what, and how it went: no header and no query, where a secret could be. */
const ACCESS_LOG = JSON.stringify({
  at: '$context.requestTime',
  requestId: '$context.requestId',
  caller: '$context.identity.userArn',
  subject: '$context.authorizer.claims.sub',
  sourceIp: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  bytes: '$context.responseLength',
  error: '$context.error.message',
  refused: '$context.authorizer.error',
})

/** The HTTP API: an API Gateway that lets nobody in whom it does not know, and the one function behind it. */
export class Api extends SparkdropFunction {
  /** Without a slash at its end. */
  readonly url: string
  readonly gateway: HttpApi

  constructor(scope: Construct, id: string, platform: Platform) {
    const { context, staging, table, jobs, bus, policy, schedules } = platform
    const staged = stagedKeys(platform)
    const queues = queuesOf(platform)
    super(scope, id, {
      name: 'api',
      description: 'sparkdrop: answers the calls of the HTTP API',
      context,
      timeout: TIMEOUTS.api,
      memorySize: 1024,
      environment: {
        JOB_TABLE: table.tableName,
        JOBS_QUEUE_URL: jobs.queue.queueUrl,
        EVENT_BUS: bus.eventBusName,
        POLICY: policy.parameterName,
        UPLOAD_PATH: uploadPath(platform),
        LARGEST_UPLOAD: String(context.api.largestUploadMiB * 1024 ** 2),
        ...clusterVariables(context),
        ...schedules.environment,
        DEAD_LETTERS: JSON.stringify(
          Object.fromEntries(
            Object.entries(queues).map(([name, { queue, deadLetters }]) => [
              name,
              { queue: queue.queueUrl, deadLetters: deadLetters.queueUrl },
            ]),
          ),
        ),
      },
      statements: [
        useJobs(table),
        ...listJobs(table),
        // Livy's numbers are counted in an item of the job table.
        new PolicyStatement({
          actions: ['dynamodb:UpdateItem'],
          resources: [table.tableArn],
          conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['livy/*'] } },
        }),
        putEvents(bus, JOB_STATE_CHANGE.source),
        readParameters(policy),
        signUploads(platform, staged),
        ...Object.values(queues).map(({ queue }) => send(queue)),
        new PolicyStatement({
          actions: ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage'],
          resources: Object.values(queues).map(({ deadLetters }) => deadLetters.queueArn),
        }),
      ],
    })
    acknowledgeObjectsOf(
      this,
      staging,
      staged,
      'Where a file is put is derived, in the folder of a namespace that its sender may use.',
    )
    schedules.letManage(this.role)
    new ClusterAccess(this, 'ClusterAccess', { clusters: context.clusters, role: this.role })
    this.gateway = this.#gateway(context)
    this.url = this.gateway.apiEndpoint
  }

  #gateway(context: SparkdropContext): HttpApi {
    const { stackName, logRetentionDays, api } = context
    const gateway = new HttpApi(this, 'Gateway', {
      apiName: stackName,
      description: 'sparkdrop: Spark jobs on Kubernetes',
      createDefaultStage: false,
      defaultAuthorizer: authorizer(context),
    })
    const accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/apigateway/${stackName}`,
      retention: logRetentionDays,
      removalPolicy: removalPolicy('destroy'),
    })
    new HttpStage(this, 'Stage', {
      httpApi: gateway,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: api.requestsPerSecond, burstLimit: api.burst },
      detailedMetricsEnabled: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog as ILogGroup),
        format: AccessLogFormat.custom(ACCESS_LOG),
      },
    })
    gateway.addRoutes({
      path: '/{proxy+}',
      methods: ['ANY' as HttpMethod.ANY],
      integration: new HttpLambdaIntegration('Function', this.handler),
    })
    return gateway
  }
}
