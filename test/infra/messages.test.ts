import { describe, expect, it } from 'vitest'
import { JOB_STATE_CHANGE } from '../../events/job-state.ts'
import { POD_EVENT } from '../../events/pod-event.ts'
import { EKS, ENDPOINT, referenced, resources, synthesize } from './synthesize.ts'

describe.each([
  ['an EKS cluster', EKS],
  ['a cluster given by its endpoint', ENDPOINT],
])('messages, with %s', (_, context) => {
  const template = synthesize(context)
  const queues = new Map(resources(template, 'AWS::SQS::Queue').map(({ id, properties }) => [id, properties]))
  const functions = new Map(resources(template, 'AWS::Lambda::Function').map(({ id, properties }) => [id, properties]))
  const rules = resources(template, 'AWS::Events::Rule').map(({ properties }) => properties)
  const sources = resources(template, 'AWS::Lambda::EventSourceMapping').map(({ properties }) => properties)

  it('stay invisible for six times as long as the function that handles them may take, at every source', () => {
    expect(sources).toHaveLength([...queues.values()].filter(({ RedrivePolicy }) => RedrivePolicy).length)
    for (const source of sources) {
      const queue = queues.get(referenced(source.EventSourceArn))
      const timeout = functions.get(referenced(source.FunctionName)).Timeout
      expect(queue.VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeout)
    }
  })

  it('are handled each on its own, so that one failure does not repeat a whole batch', () => {
    for (const source of sources) expect(source.FunctionResponseTypes).toEqual(['ReportBatchItemFailures'])
  })

  it('go to dead letters after five tries, where they are kept for two weeks', () => {
    for (const source of sources) {
      const { RedrivePolicy } = queues.get(referenced(source.EventSourceArn))
      expect(RedrivePolicy.maxReceiveCount).toBe(5)
      expect(queues.get(referenced(RedrivePolicy.deadLetterTargetArn)).MessageRetentionPeriod).toBe(14 * 24 * 3600)
    }
  })

  it('reach the API server from no more functions at once than the context says', () => {
    const limits = synthesize({ ...context, submitConcurrency: 3 })
    limits.hasResourceProperties('AWS::Lambda::EventSourceMapping', { ScalingConfig: { MaximumConcurrency: 3 } })
  })

  it('are encrypted in every queue and taken over TLS only', () => {
    const policies = resources(template, 'AWS::SQS::QueuePolicy').map(({ properties }) => properties)
    for (const [id, queue] of queues) {
      expect(queue.SqsManagedSseEnabled).toBe(true)
      const policy = policies.find(({ Queues }) => Queues.some((it: { Ref: string }) => it.Ref === id))
      expect(policy.PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 'sqs:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      )
    }
  })

  it('may be put on a queue by one rule alone, not by whoever calls EventBridge', () => {
    const allowed = resources(template, 'AWS::SQS::QueuePolicy')
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .filter(({ Effect }: { Effect: string }) => Effect === 'Allow')
    expect(allowed.length).toBeGreaterThan(0)
    for (const { Condition } of allowed) expect(Condition.ArnEquals).toHaveProperty('aws:SourceArn')
  })

  it('have a retry policy and dead letters at every target of every rule', () => {
    const targets = rules.flatMap(({ Targets }) => Targets)
    expect(targets.length).toBeGreaterThanOrEqual(5)
    for (const { RetryPolicy, DeadLetterConfig } of targets) {
      expect(RetryPolicy.MaximumRetryAttempts).toBeGreaterThanOrEqual(0)
      expect(RetryPolicy.MaximumEventAgeInSeconds).toBeGreaterThanOrEqual(60)
      expect(queues.has(referenced(DeadLetterConfig.Arn))).toBe(true)
    }
  })

  it('are routed by the names that those who send them use', () => {
    const patterns = rules.map(({ EventPattern }) => EventPattern)
    expect(patterns).toContainEqual({
      source: [POD_EVENT.source],
      'detail-type': [POD_EVENT.driver, POD_EVENT.executors, POD_EVENT.heartbeat],
    })
    expect(patterns).toContainEqual(expect.objectContaining({ source: ['aws.s3'], 'detail-type': ['Object Created'] }))
  })

  it('wake reconcile-jobs every minute, and a run that fails waits for the next minute', () => {
    expect(rules).toContainEqual(expect.objectContaining({ ScheduleExpression: 'rate(1 minute)' }))
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: {} },
    })
  })

  it('can be replayed from the archive of the bus, unless that is switched off', () => {
    template.hasResourceProperties('AWS::Events::Archive', {
      EventPattern: { source: [JOB_STATE_CHANGE.source, POD_EVENT.source] },
      RetentionDays: 30,
    })
    synthesize({ ...context, eventArchiveDays: 0 }).resourceCountIs('AWS::Events::Archive', 0)
  })
})
