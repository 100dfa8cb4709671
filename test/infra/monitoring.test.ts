import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { RUNBOOK_ENTRIES, runbookLink } from '../../infra/monitoring/alarm-spec.ts'
import { EKS, referenced, resources, synthesize } from './synthesize.ts'

const template = synthesize()
const alarms = resources(template, 'AWS::CloudWatch::Alarm')
/** As the runbook has it: `CLUSTER` stands for the name of one. */
const nameOf = (properties: { AlarmName: string }) =>
  properties.AlarmName.replace(/^sparkdrop-/, '').replace(/(?<=^forwarder-silent-)spark$/, 'CLUSTER')
const alarm = (name: string) => alarms.find(({ properties }) => nameOf(properties) === name)?.properties

/** What a metric of an alarm is about: the logical id, or the text, of one of its dimensions. */
const watched = (metric: string, dimension: string): readonly string[] =>
  alarms
    .filter(({ properties }) => properties.MetricName === metric)
    .flatMap(({ properties }) => properties.Dimensions ?? [])
    .filter(({ Name }: { Name: string }) => Name === dimension)
    .map(({ Value }: { Value: object }) => referenced(Value))
    .sort()

const idsOf = (type: string): readonly string[] =>
  resources(template, type)
    .map(({ id }) => id)
    .sort()

const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8')

/** The alarms that each entry of the runbook names, on its line that begins with "Alarms:". */
const entries = new Map(
  runbook
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const named = /^Alarms?: (.+(?:\n.+)*)/m.exec(section)?.[1] ?? ''
      return [section.split('\n')[0] ?? '', [...named.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '')] as const
    })
    .filter(([, names]) => names.length > 0),
)

describe('the runbook', () => {
  it('has an entry for every alarm, and an alarm for every name in an entry', () => {
    const named = [...entries.values()].flat().sort()
    expect(named).toEqual(alarms.map(({ properties }) => nameOf(properties)).sort())
  })

  it('is what every alarm points to, at the entry that names it', () => {
    for (const { properties } of alarms) {
      const entry = RUNBOOK_ENTRIES.find((it) => entries.get(it)?.includes(nameOf(properties)))
      expect(entry && properties.AlarmDescription.endsWith(`What to do: ${runbookLink(entry)}`)).toBe(true)
    }
  })

  it('has no entry that no alarm leads to', () => {
    expect([...entries.keys()].sort()).toEqual([...RUNBOOK_ENTRIES].sort())
  })
})

describe('the alarms', () => {
  it('watch what waits in every queue, dead letters and undelivered events included', () => {
    const waiting = [
      ...watched('ApproximateNumberOfMessagesVisible', 'QueueName'),
      ...watched('ApproximateAgeOfOldestMessage', 'QueueName'),
    ].sort()
    expect(waiting).toEqual(idsOf('AWS::SQS::Queue'))
  })

  it.each(['Errors', 'Throttles', 'Duration'])('watch the %s of every function', (metric) => {
    expect(watched(metric, 'FunctionName')).toEqual(idsOf('AWS::Lambda::Function'))
  })

  it.each(['ReadThrottleEvents', 'WriteThrottleEvents'])('watch the %s of every table', (metric) => {
    expect(watched(metric, 'TableName')).toEqual(idsOf('AWS::DynamoDB::Table'))
  })

  it('watch every rule, on its bus', () => {
    const rules = resources(template, 'AWS::Events::Rule')
    const failed = alarms.filter(({ properties }) => properties.MetricName === 'FailedInvocations')
    expect(failed).toHaveLength(rules.length)
    for (const { id, properties } of rules) {
      const bus = properties.EventBusName
      const RuleName = { 'Fn::Select': [bus ? 2 : 1, { 'Fn::Split': ['/', { 'Fn::GetAtt': [id, 'Arn'] }] }] }
      const dimensions = [...(bus ? [{ Name: 'EventBusName', Value: bus }] : []), { Name: 'RuleName', Value: RuleName }]
      expect(failed.map((it) => it.properties.Dimensions)).toContainEqual(dimensions)
    }
  })

  it('go off before a function runs out of its time', () => {
    for (const { id, properties } of resources(template, 'AWS::Lambda::Function')) {
      const slow = alarms.find(
        (it) => it.properties.MetricName === 'Duration' && referenced(it.properties.Dimensions[0].Value) === id,
      )
      expect(slow?.properties.Threshold).toBe(properties.Timeout * 800)
    }
  })

  it('take silence for good news, but of reconcile-jobs and of a forwarder', () => {
    const bad = alarms.filter(({ properties }) => properties.TreatMissingData === 'breaching')
    const silent = ['reconcile-jobs-silent', 'forwarder-silent-CLUSTER']
    expect(bad.map(({ properties }) => nameOf(properties))).toEqual(silent)
    for (const name of silent)
      expect(alarm(name)).toMatchObject({ ComparisonOperator: 'LessThanThreshold', Threshold: 1 })
  })

  it('listen for the forwarder of each cluster apart from the others', () => {
    const [east, west] = ['east', 'west'].map((name) => ({ kind: 'eks', name }))
    const made = resources(synthesize({ clusters: [east, west] }), 'AWS::CloudWatch::Alarm')
    const heard = made.filter(({ properties }) => properties.MetricName === 'ForwarderHeartbeats')
    expect(heard.map(({ properties }) => [properties.AlarmName, properties.Dimensions])).toEqual(
      ['east', 'west'].map((cluster) => [
        `sparkdrop-forwarder-silent-${cluster}`,
        [
          { Name: 'cluster', Value: cluster },
          { Name: 'service', Value: 'record-pod-event' },
        ],
      ]),
    )
  })

  it('read what functions say of themselves where this stack’s functions say it', () => {
    const made = synthesize({ ...EKS, stackName: 'other' })
    const said = resources(made, 'AWS::CloudWatch::Alarm').find(
      ({ properties }) => properties.AlarmName === 'other-jobs-unreconciled',
    )
    expect(said?.properties).toMatchObject({
      Namespace: 'other',
      MetricName: 'UnreconciledJobs',
      Dimensions: [{ Name: 'service', Value: 'reconcile-jobs' }],
    })
    for (const { properties } of resources(made, 'AWS::Lambda::Function'))
      expect(properties.Environment.Variables.POWERTOOLS_METRICS_NAMESPACE).toBe('other')
  })

  it('are of one metric each, as the emulator takes them', () => {
    for (const { properties } of alarms) expect(properties).not.toHaveProperty('Metrics')
  })
})

describe('where the alarms go', () => {
  it('is the topic for notifications, which lets this stack’s alarms in and no others', () => {
    const [topic] = idsOf('AWS::SNS::Topic')
    for (const { properties } of alarms) {
      expect(properties.AlarmActions).toEqual([{ Ref: topic }])
      expect(properties.OKActions).toEqual([{ Ref: topic }])
    }
    const [policy] = resources(template, 'AWS::SNS::TopicPolicy')
    const allowed = policy?.properties.PolicyDocument.Statement.filter(
      ({ Principal }: { Principal: { Service?: string } }) => Principal.Service === 'cloudwatch.amazonaws.com',
    )
    expect(allowed).toHaveLength(1)
    expect(allowed[0]).toMatchObject({ Effect: 'Allow', Action: 'sns:Publish', Resource: { Ref: topic } })
    expect(JSON.stringify(allowed[0].Condition)).toContain(':alarm:sparkdrop-*')
  })

  it('is another topic where the context names one', () => {
    const topicArn = 'arn:aws:sns:eu-west-1:123456789012:on-call'
    const made = synthesize({ ...EKS, alarms: { topicArn } })
    for (const { properties } of resources(made, 'AWS::CloudWatch::Alarm'))
      expect(properties.AlarmActions).toEqual([topicArn])
    expect(JSON.stringify(made.findResources('AWS::SNS::TopicPolicy'))).not.toContain('cloudwatch.amazonaws.com')
  })

  it('is nowhere where the context wants none: the dashboard stays', () => {
    const made = synthesize({ ...EKS, alarms: false })
    expect(resources(made, 'AWS::CloudWatch::Alarm')).toEqual([])
    expect(resources(made, 'AWS::CloudWatch::Dashboard')).toHaveLength(1)
  })

  it('has to be the ARN of a topic', () => {
    expect(() => synthesize({ ...EKS, alarms: { topicArn: 'on-call' } })).toThrow('must be the ARN of a topic')
  })
})

describe('the dashboard', () => {
  it('has the name of the stack, and shows every alarm, queue, function and table', () => {
    const [dashboard] = resources(template, 'AWS::CloudWatch::Dashboard')
    expect(dashboard?.properties.DashboardName).toBe('sparkdrop')
    const body = JSON.stringify(dashboard?.properties.DashboardBody)
    for (const { id } of alarms) expect(body).toContain(`"${id}"`)
    for (const type of ['AWS::SQS::Queue', 'AWS::Lambda::Function', 'AWS::DynamoDB::Table'])
      for (const id of idsOf(type).filter((it) => !it.startsWith('UndeliveredEvents')))
        expect(body).toContain(`"${id}"`)
    expect(body).toContain('\\"ForwarderHeartbeats\\",\\"cluster\\",\\"spark\\"')
  })
})
