import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { EKS, ENDPOINT, referenced, resources, synthesize } from './synthesize.ts'

const template = synthesize()
const folders = readdirSync(new URL('../../functions/', import.meta.url))
  .filter((folder) => folder !== 'runtime')
  .map((folder) => `sparkdrop-${folder}`)
  .sort()
const functions = resources(template, 'AWS::Lambda::Function')
const environmentOf = (name: string, context: unknown = EKS) =>
  resources(synthesize(context), 'AWS::Lambda::Function').find(
    ({ properties }) => properties.FunctionName === `sparkdrop-${name}`,
  )?.properties.Environment.Variables

describe('the functions', () => {
  it('are those of functions/, and no helper of the CDK beside them', () => {
    expect(functions.map(({ properties }) => properties.FunctionName).sort()).toEqual(folders)
  })

  it('run on Node 24 on ARM, traced, with logs in JSON', () => {
    for (const { properties } of functions) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO' },
      })
    }
  })

  it('are traced only where the context has it so, and may tell X-Ray of nothing else', () => {
    const untraced = synthesize({ ...EKS, tracing: false })
    for (const { properties } of resources(untraced, 'AWS::Lambda::Function'))
      expect(properties).not.toHaveProperty('TracingConfig')
    const rights = (made: typeof template) => JSON.stringify(made.findResources('AWS::IAM::Policy')).match(/xray:\w+/g)
    expect(rights(untraced)).toBeNull()
    expect([...new Set(rights(template))].sort()).toEqual(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'])
  })

  it('log to a group each, and every group forgets', () => {
    const groups = resources(synthesize({ ...EKS, logRetentionDays: 7 }), 'AWS::Logs::LogGroup')
    expect(groups.map(({ id }) => id)).toEqual(
      expect.arrayContaining(functions.map(({ properties }) => referenced(properties.LoggingConfig.LogGroup))),
    )
    for (const { properties } of groups) expect(properties.RetentionInDays).toBe(7)
  })

  it('have a role each', () => {
    expect(new Set(functions.map(({ properties }) => referenced(properties.Role))).size).toBe(functions.length)
  })

  it('are told where the cluster is, without a secret in it', () => {
    for (const name of ['submit-job', 'reconcile-jobs']) {
      expect(JSON.parse(environmentOf(name).CLUSTERS)).toEqual([{ ...EKS.cluster, weight: 1 }])
      expect(JSON.parse(environmentOf(name, ENDPOINT).CLUSTERS)).toEqual([{ ...ENDPOINT.cluster, weight: 1 }])
    }
  })

  it('are told the names of what they use', () => {
    expect(Object.keys(environmentOf('accept-upload'))).toEqual(
      expect.arrayContaining(['JOB_TABLE', 'JOBS_QUEUE_URL', 'EVENT_BUS']),
    )
    expect(Object.keys(environmentOf('record-pod-event'))).toEqual(expect.arrayContaining(['JOB_TABLE', 'EVENT_BUS']))
    expect(environmentOf('submit-job').UPLOAD_PATH['Fn::Join'][1]).toEqual(['s3a://', expect.anything(), '/uploads'])
  })

  it('read what every job starts from in a parameter, written as java.util.Properties reads it', () => {
    const made = synthesize({ ...EKS, sparkDefaults: { 'spark.app.name': 'a: b', 'spark.executor.instances': '2' } })
    made.hasResourceProperties('AWS::SSM::Parameter', {
      Value: '# What every job starts from.\nspark.app.name=a\\: b\nspark.executor.instances=2\n',
      Tier: 'Standard',
    })
    expect(environmentOf('submit-job').SPARK_DEFAULTS).toHaveProperty('Ref')
  })

  it('are attached to the network that the context names, and else to none', () => {
    const vpc = {
      subnetIds: ['subnet-0a1b2c3d4e5f60001', 'subnet-0a1b2c3d4e5f60002'],
      securityGroupIds: ['sg-0a1b2c3d4e5f60001'],
    }
    for (const { properties } of resources(synthesize({ ...EKS, vpc }), 'AWS::Lambda::Function')) {
      expect(properties.VpcConfig).toEqual({ SubnetIds: vpc.subnetIds, SecurityGroupIds: vpc.securityGroupIds })
    }
    for (const { properties } of functions) expect(properties.VpcConfig).toBeUndefined()
  })

  it('carry the name of the stack, so that two stacks live side by side', () => {
    const other = resources(synthesize({ ...EKS, stackName: 'other' }), 'AWS::Lambda::Function')
    for (const { properties } of other) expect(properties.FunctionName).toMatch(/^other-/)
  })
})
