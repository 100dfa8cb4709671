import { beforeEach, describe, expect, it } from 'vitest'
import { DoctorSetup } from './doctor-setup.ts'
import { POLICY } from './fake-stack.ts'

let setup: DoctorSetup
beforeEach(() => {
  setup = new DoctorSetup()
})

const output = (name: string): string => setup.stack.outputs.get(name) ?? ''

describe('a deployment in which everything is well', () => {
  it('is told of section by section, and nothing is found wrong', async () => {
    const found = await setup.examine()
    expect(found.filter(({ verdict }) => verdict !== 'ok')).toEqual([])
    expect([...new Set(found.map(({ section }) => section))]).toEqual([
      ...['Stack', 'Settings', 'Queues', 'Functions', 'Rules', 'Tables and buckets', 'Alarms', 'Cluster main'],
    ])
    expect(found.map(({ about }) => about)).toEqual(
      expect.arrayContaining(['queue pod-events', 'dead letters of jobs', 'undelivered events', 'event sources']),
    )
  })
})

type Break = (setup: DoctorSetup) => void

const BROKEN: readonly (readonly [string, Break, object])[] = [
  [
    'a deployment that was taken back',
    ({ stack }) => {
      stack.status = 'UPDATE_ROLLBACK_COMPLETE'
    },
    { verdict: 'warning', about: 'stack sparkdrop', saw: expect.stringContaining('was taken back') },
  ],
  [
    'a deployment that failed',
    ({ stack }) => {
      stack.status = 'UPDATE_ROLLBACK_FAILED'
    },
    { verdict: 'failed', about: 'stack sparkdrop' },
  ],
  [
    'an output that is missing',
    ({ stack }) => void stack.outputs.delete('JobTable'),
    { verdict: 'failed', about: 'outputs', saw: 'missing: JobTable' },
  ],
  [
    'another release than the command’s',
    ({ stack }) => void stack.outputs.set('Version', '0.0.9'),
    { verdict: 'warning', about: 'version', saw: 'the stack is 0.0.9, this command is 0.1.0' },
  ],
  [
    'a dead letter',
    ({ stack }) => void stack.queues.set(output('JobsDeadLettersUrl'), { waiting: 1, inFlight: 0 }),
    {
      verdict: 'failed',
      about: 'dead letters of jobs',
      saw: '1',
      advice: expect.stringContaining('sparkdrop dlq list --queue jobs'),
      see: 'docs/runbook.md#dead-letters',
    },
  ],
  [
    'a queue that is gone',
    ({ stack }) => void stack.queues.set(output('JobsQueueUrl'), undefined),
    { verdict: 'failed', about: 'queue jobs', saw: 'there is none' },
  ],
  [
    'an event that nobody took',
    ({ stack }) => void stack.queues.set(output('UndeliveredEventsUrl'), { waiting: 0, inFlight: 2 }),
    { verdict: 'failed', about: 'undelivered events', saw: '2' },
  ],
  [
    'messages that nobody comes to',
    ({ stack }) => void stack.ages.set('JobsQueueUrl', 900),
    { verdict: 'warning', about: 'queue jobs', saw: 'its oldest message waits for 900 s' },
  ],
  [
    'a function that is gone',
    ({ stack }) => {
      stack.functionState = undefined
    },
    { verdict: 'failed', about: 'function sparkdrop-submit-job', saw: 'there is none' },
  ],
  [
    'a function that cannot start',
    ({ stack }) => {
      stack.functionState = { state: 'Failed', lastUpdate: 'Successful', reason: 'no subnet', environment: {} }
    },
    { verdict: 'failed', about: 'function sparkdrop-submit-job', saw: 'it is Failed: no subnet' },
  ],
  [
    'a queue that nothing reads',
    ({ stack }) => {
      stack.source = { feeds: 'sparkdrop-submit-job', state: 'Disabled' }
    },
    {
      verdict: 'failed',
      about: 'queue of sparkdrop-submit-job',
      saw: expect.stringContaining('is Disabled'),
      advice: 'aws lambda update-event-source-mapping --uuid mapping-1 --enabled',
    },
  ],
  [
    'a rule that is disabled',
    ({ stack }) => void stack.rules.set('every-minute on default', { enabled: false, targets: 1 }),
    {
      verdict: 'failed',
      about: 'rule every-minute',
      advice: 'aws events enable-rule --name every-minute',
      see: 'docs/runbook.md#reconcile-jobs-is-silent',
    },
  ],
  [
    'a rule of the bus without a target',
    ({ stack }) => void stack.rules.set('pod-events on jobs-bus', { enabled: true, targets: 0 }),
    { verdict: 'failed', about: 'rule pod-events', saw: expect.stringContaining('no target') },
  ],
  [
    'a table that keeps everything',
    ({ stack }) => {
      stack.tableState = { status: 'ACTIVE', expires: false }
    },
    { verdict: 'warning', about: 'table job-table' },
  ],
  [
    'a bucket that tells nobody',
    ({ stack }) => {
      stack.bucketState = { versioned: true, tellsEventBridge: false }
    },
    { verdict: 'failed', about: 'drop bucket drop' },
  ],
  [
    'an alarm',
    ({ stack }) => {
      const description = 'It is old. What to do: docs/runbook.md#a-queue-grows-old'
      stack.alarmStates = [{ name: 'sparkdrop-jobs-age', state: 'ALARM', reason: '900 > 600', description, acts: true }]
    },
    {
      verdict: 'failed',
      about: 'alarm sparkdrop-jobs-age',
      saw: 'It is old. (900 > 600)',
      see: 'docs/runbook.md#a-queue-grows-old',
    },
  ],
  [
    'an alarm that somebody deleted',
    ({ stack }) => {
      stack.alarmStates = []
    },
    { verdict: 'warning', about: 'alarms', saw: 'there are none of these any more: sparkdrop-jobs-age' },
  ],
  [
    'alarms that wake nobody',
    ({ stack }) => {
      stack.alarmStates = stack.alarmStates.map((alarm) => ({ ...alarm, acts: false }))
    },
    { verdict: 'warning', about: 'alarms', saw: 'nobody is told of these: sparkdrop-jobs-age' },
  ],
  [
    'a policy that is none',
    ({ stack }) => void stack.parameters.set('/sparkdrop/policy', '{"version": 1, "tenants": "all"}'),
    { verdict: 'failed', about: 'policy', saw: expect.stringContaining('tenants') },
  ],
  [
    'a policy of another bucket',
    ({ stack }) => void stack.parameters.set('/sparkdrop/policy', JSON.stringify({ ...POLICY, dropBucket: 'old' })),
    { verdict: 'warning', about: 'policy', saw: "dropBucket is old, but the stack's is drop" },
  ],
  [
    'a parameter that is gone',
    ({ stack }) => void stack.parameters.delete('/sparkdrop/spark-defaults'),
    { verdict: 'failed', about: 'spark-defaults' },
  ],
  [
    'a setting that is none',
    ({ stack }) => {
      const text = `${stack.parameters.get('/sparkdrop/spark-defaults')}\nspark.kubernetes.container.imaje=x`
      stack.parameters.set('/sparkdrop/spark-defaults', text)
    },
    { verdict: 'warning', about: 'spark-defaults', saw: expect.stringContaining('did you mean') },
  ],
]

describe('what is wrong with a stack', () => {
  it.each(BROKEN)('is named: %s', async (_, breakIt, expected) => {
    breakIt(setup)
    expect(await setup.trouble()).toEqual([expect.objectContaining(expected)])
  })

  it('is named where jobs have no image by themselves', async () => {
    setup.stack.parameters.set('/sparkdrop/spark-defaults', '')
    expect(await setup.trouble({ clusters: [] })).toContainEqual(
      expect.objectContaining({ verdict: 'warning', about: 'image', saw: expect.stringContaining('team-a') }),
    )
  })
})

describe('a rule of the stack’s own bus', () => {
  it('is found there, whatever CloudFormation calls it', async () => {
    const { stack } = setup
    stack.resources = stack.resources.map((it) => ({ ...it, id: it.id.replace('jobs-bus|', '') }))
    expect(await setup.trouble()).toEqual([])
    stack.rules.set('pod-events on jobs-bus', { enabled: false, targets: 1 })
    expect(await setup.trouble()).toMatchObject([
      { advice: 'aws events enable-rule --name pod-events --event-bus-name jobs-bus' },
    ])
  })
})

describe('what whoever asks may not see', () => {
  it.each([
    ['sqs:GetQueueAttributes', 'queue jobs'],
    ['cloudwatch:GetMetricData', 'oldest messages'],
    ['cloudwatch:DescribeAlarms', 'alarms'],
    ['lambda:GetFunctionConfiguration', 'function sparkdrop-submit-job'],
    ['lambda:GetEventSourceMapping', 'event source mapping-1'],
    ['events:DescribeRule', 'rule every-minute'],
    ['dynamodb:DescribeTable', 'table job-table'],
    ['s3:GetBucketVersioning', 'drop bucket drop'],
    ['ssm:GetParameter', 'policy'],
  ])('for want of %s is told as not seen, and counts as nothing else', async (missing, about) => {
    setup.stack.denied.add(missing)
    const trouble = await setup.trouble()
    expect(trouble).toContainEqual(expect.objectContaining({ verdict: 'unseen', about, missing }))
    expect(new Set(trouble.map(({ verdict }) => verdict))).toEqual(new Set(['unseen']))
  })

  it('is all of the stack, where it may not be described', async () => {
    setup.stack.denied.add('cloudformation:DescribeStacks')
    expect(await setup.trouble({ clusters: [] })).toMatchObject([
      { section: 'Stack', verdict: 'unseen', missing: 'cloudformation:DescribeStacks' },
      { section: 'Clusters', verdict: 'unseen', saw: 'there is no kubeconfig' },
    ])
  })
})
