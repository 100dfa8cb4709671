import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AwsStackLook } from '../../lib/aws/doctor/aws-stack-look.ts'

interface Answer {
  readonly status?: number
  readonly type?: string
  readonly body: string | object
}

/** What the services would answer, by what tells one call from another. */
const answers = new Map<string, Answer>()
const asked: { readonly what: string; readonly scope: string; readonly body: string }[] = []

const whatOf = ({ url = '', headers }: IncomingMessage, body: string): string => {
  const target = headers['x-amz-target']
  if (target !== undefined) return String(target).split('.').at(-1) ?? ''
  return new URLSearchParams(body).get('Action') ?? url
}

const server = createServer(async (request, response) => {
  const body = await text(request)
  const what = whatOf(request, body)
  const scope = /Credential=\S+?\/\d{8}\/([^,]+)\/aws4_request/.exec(request.headers.authorization ?? '')?.[1] ?? ''
  asked.push({ what, scope, body })
  const { status = 200, type, body: said } = answers.get(what) ?? { status: 500, body: { message: `no ${what}` } }
  response.writeHead(status, type === undefined ? {} : { 'x-amzn-errortype': type })
  response.end(typeof said === 'string' ? said : JSON.stringify(said))
})

const look = (): AwsStackLook =>
  new AwsStackLook('sparkdrop', {
    identity: {
      region: async () => 'eu-west-1',
      credentials: async () => ({ accessKeyId: 'key', secretAccessKey: 'secret' }),
    },
    now: () => Date.UTC(2026, 0, 1),
    environment: process.env,
    signal: new AbortController().signal,
  })

beforeEach(async () => {
  answers.clear()
  asked.length = 0
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  vi.stubEnv('AWS_REGION', 'eu-west-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null')
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null')
})

afterEach(async () => {
  vi.unstubAllEnvs()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const alarm = (AlarmName: string, StateValue: string) => ({ AlarmName, StateValue, StateReason: 'why' })

describe('a look at CloudWatch', () => {
  it('asks for the alarms a hundred at a time, signed for it', async () => {
    answers.set('DescribeAlarms', { body: { MetricAlarms: [alarm('a0', 'ALARM')] } })
    const names = Array.from({ length: 101 }, (_, at) => `a${at}`)
    const states = await look().alarms(names)
    expect(states).toHaveLength(2)
    expect(states[0]).toEqual({ name: 'a0', state: 'ALARM', reason: 'why', description: '', acts: true })
    expect(asked.map(({ scope, body }) => [scope, JSON.parse(body).AlarmNames.length])).toEqual([
      ['eu-west-1/monitoring', 100],
      ['eu-west-1/monitoring', 1],
    ])
  })

  it('takes the last age of each queue, and none for those that CloudWatch does not know', async () => {
    const results = [
      { Id: 'q0', Values: [42, 7] },
      { Id: 'q1', Values: [] },
    ]
    answers.set('GetMetricData', { body: { MetricDataResults: results } })
    expect(await look().oldestMessages(['jobs', 'uploads'])).toEqual(new Map([['jobs', 42]]))
  })
})

describe('a look at Lambda', () => {
  it('says how a function is, and what it is told', async () => {
    const body = { State: 'Failed', StateReason: 'no subnet', Environment: { Variables: { CLUSTERS: '[]' } } }
    answers.set('/2015-03-31/functions/f/configuration', { body })
    expect(await look().lambda('f')).toEqual({
      state: 'Failed',
      reason: 'no subnet',
      lastUpdate: 'Successful',
      environment: { CLUSTERS: '[]' },
    })
    expect(asked[0]?.scope).toBe('eu-west-1/lambda')
  })

  it('says which function an event source feeds', async () => {
    const body = { FunctionArn: 'arn:aws:lambda:eu-west-1:1:function:submit-job', State: 'Disabled' }
    answers.set('/2015-03-31/event-source-mappings/id', { body })
    expect(await look().eventSource('id')).toEqual({ feeds: 'submit-job', state: 'Disabled' })
  })
})

describe('a look at the other services', () => {
  it('counts what waits in a queue', async () => {
    const Attributes = { ApproximateNumberOfMessages: '3', ApproximateNumberOfMessagesNotVisible: '1' }
    answers.set('GetQueueAttributes', { body: { Attributes } })
    expect(await look().queue(`${process.env.AWS_ENDPOINT_URL}/1/jobs`)).toEqual({ waiting: 3, inFlight: 1 })
  })

  it('reads rules of a bus, tables and parameters', async () => {
    answers.set('DescribeRule', { body: { State: 'DISABLED' } })
    answers.set('ListTargetsByRule', { body: { Targets: [{ Id: '1', Arn: 'a' }] } })
    answers.set('DescribeTable', { body: { Table: { TableStatus: 'ACTIVE' } } })
    answers.set('DescribeTimeToLive', { body: { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED' } } })
    answers.set('GetParameter', { body: { Parameter: { Value: 'text' } } })
    expect(await look().rule('r', 'bus')).toEqual({ enabled: false, targets: 1 })
    expect(JSON.parse(asked.find(({ what }) => what === 'DescribeRule')?.body ?? '')).toMatchObject({
      EventBusName: 'bus',
    })
    expect(await look().table('t')).toEqual({ status: 'ACTIVE', expires: true })
    expect(await look().parameter('p')).toBe('text')
  })

  it('reads the stack, its outputs and its resources', async () => {
    const member = (name: string, inner: string) =>
      `<${name}Response><${name}Result>${inner}</${name}Result></${name}Response>`
    const outputs = '<Outputs><member><OutputKey>ApiUrl</OutputKey><OutputValue>u</OutputValue></member></Outputs>'
    const stack = `<StackName>sparkdrop</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime>${outputs}`
    const described = `<Stacks><member>${stack}<StackStatus>UPDATE_COMPLETE</StackStatus></member></Stacks>`
    const resource =
      '<LogicalResourceId>L</LogicalResourceId><PhysicalResourceId>P</PhysicalResourceId><ResourceType>T</ResourceType>'
    const listed = `<StackResourceSummaries><member>${resource}</member></StackResourceSummaries>`
    answers.set('DescribeStacks', { body: member('DescribeStacks', described) })
    answers.set('ListStackResources', { body: member('ListStackResources', listed) })
    expect(await look().stack()).toEqual({
      status: 'UPDATE_COMPLETE',
      outputs: new Map([['ApiUrl', 'u']]),
      resources: [{ logicalId: 'L', id: 'P', type: 'T' }],
    })
  })
})

describe('what is refused', () => {
  it('names the action that is missing, whoever refuses', async () => {
    answers.set('DescribeAlarms', {
      status: 400,
      body: { __type: 'com.amazonaws.cloudwatch#AccessDeniedException', message: 'not authorized' },
    })
    answers.set('/2015-03-31/functions/f/configuration', {
      status: 403,
      type: 'AccessDeniedException:http://x',
      body: { Message: 'not authorized' },
    })
    answers.set('GetParameter', { status: 400, body: { __type: 'AccessDeniedException', message: 'not authorized' } })
    for (const [call, missing] of [
      [() => look().alarms(['a']), 'cloudwatch:DescribeAlarms'],
      [() => look().lambda('f'), 'lambda:GetFunctionConfiguration'],
      [() => look().parameter('p'), 'ssm:GetParameter'],
    ] as const)
      await expect(call()).rejects.toMatchObject({ code: 'NOT_PERMITTED', missing })
  })

  it('is nothing where there is no such thing', async () => {
    answers.set('/2015-03-31/event-source-mappings/id', {
      status: 404,
      type: 'ResourceNotFoundException',
      body: { Message: 'no' },
    })
    answers.set('GetParameter', { status: 400, body: { __type: 'ParameterNotFound', message: 'no' } })
    expect(await look().eventSource('id')).toBeUndefined()
    expect(await look().parameter('p')).toBeUndefined()
  })

  it('is a stack that is missing, where CloudFormation finds the name not valid', async () => {
    const error = '<Error><Type>Sender</Type><Code>ValidationError</Code><Message>does not exist</Message></Error>'
    answers.set('DescribeStacks', { status: 400, body: `<ErrorResponse>${error}</ErrorResponse>` })
    await expect(look().stack()).rejects.toMatchObject({ code: 'STACK_MISSING' })
  })
})
