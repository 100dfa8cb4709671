import { describe, expect, it } from 'vitest'
import { JOB_STATE_CHANGE } from '../../events/job-state.ts'
import { EKS, referenced, resources, synthesize } from './synthesize.ts'

const template = synthesize()
const rules = resources(template, 'AWS::Events::Rule').map(({ properties }) => properties)
const ruleTo = (id: string) =>
  rules.find(({ Targets }) => Targets.some(({ Arn }: { Arn: { Ref?: string } }) => referenced(Arn).startsWith(id)))
const statementsOf = (role: string) =>
  resources(template, 'AWS::IAM::Policy').find(({ id }) => id.startsWith(role))?.properties.PolicyDocument.Statement ??
  []

describe('write-receipt', () => {
  it('is woken by what becomes of uploads, and by nothing else', () => {
    expect(ruleTo('ReceiptsQueue').EventPattern).toEqual({
      source: [JOB_STATE_CHANGE.source],
      'detail-type': [JOB_STATE_CHANGE.detailType],
      detail: { source: { kind: ['s3'] } },
    })
  })

  it('may read jobs, and read and write receipts: no upload, and nothing that is not theirs', () => {
    const statements: { Action: string | string[]; Resource: unknown }[] = statementsOf('WriteReceiptRole')
    const of = (service: string) => statements.filter(({ Action }) => [Action].flat()[0]?.startsWith(`${service}:`))
    expect(of('dynamodb').map(({ Action }) => Action)).toEqual(['dynamodb:GetItem'])
    expect(of('events')).toEqual([])
    const objects = of('s3').filter(({ Action }) => [Action].flat().includes('s3:PutObject'))
    expect(objects).toHaveLength(1)
    expect(objects[0]?.Action).toEqual(['s3:GetObject', 's3:PutObject'])
    expect(JSON.stringify(objects[0]?.Resource)).toContain('/*.sparkdrop.json')
    expect(of('s3')).toHaveLength(2)
  })

  it('is told of the pages that the context names', () => {
    const pages = { logs: 'https://logs.example/{pod}', ui: 'https://history.example/{sparkAppId}' }
    const functions = resources(synthesize({ ...EKS, pages }), 'AWS::Lambda::Function')
    const made = functions.find(({ properties }) => properties.FunctionName === 'sparkdrop-write-receipt')
    expect(made?.properties.Environment.Variables).toMatchObject({ LOGS_PAGE: pages.logs, UI_PAGE: pages.ui })
  })

  it('does not wake accept-upload, which may not write in the bucket either', () => {
    expect(ruleTo('UploadsQueue').EventPattern.detail.object.key).toEqual([
      { 'anything-but': { suffix: '.sparkdrop.json' } },
    ])
    expect(JSON.stringify(statementsOf('AcceptUploadRole'))).not.toContain('s3:Put')
  })
})

describe('notifications', () => {
  it('are the states that jobs ask for, sent to a topic, whole, and kept where that fails', () => {
    const rule = ruleTo('NotificationsTopic')
    expect(rule.EventPattern).toEqual({
      source: [JOB_STATE_CHANGE.source],
      'detail-type': [JOB_STATE_CHANGE.detailType],
      detail: { notify: [true] },
    })
    expect(rule.Targets).toMatchObject([{ DeadLetterConfig: {}, RetryPolicy: { MaximumRetryAttempts: 185 } }])
    expect(rule.Targets[0]).not.toHaveProperty('InputTransformer')
  })

  it('are published over TLS only, by EventBridge for this rule, and by the alarms', () => {
    const [policy] = resources(template, 'AWS::SNS::TopicPolicy').map(({ properties }) => properties.PolicyDocument)
    expect(policy.Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    )
    const allowed = policy.Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow')
    const principals = allowed.map(({ Principal }: { Principal: { Service: string } }) => Principal.Service).sort()
    expect(principals).toEqual(['cloudwatch.amazonaws.com', 'events.amazonaws.com'])
  })
})
