import { describe, expect, it } from 'vitest'
import { parseContext } from '../../infra/context.ts'
import { EKS, ENDPOINT, resources, synthesize } from './synthesize.ts'

const WEST = { kind: 'eks', name: 'west', weight: 2, namespaces: ['team-a'] } as const
const SEVERAL = {
  clusters: [{ kind: 'eks', name: 'east' }, WEST, ENDPOINT.cluster],
  drivers: [{ namespace: 'team-a', serviceAccount: 'spark' }],
}

const template = synthesize(SEVERAL)
const environment = (name: string) =>
  resources(template, 'AWS::Lambda::Function').find(({ properties }) => properties.FunctionName === `sparkdrop-${name}`)
    ?.properties.Environment.Variables

describe('a stack with several clusters', () => {
  it('tells the functions of all, each with its share', () => {
    for (const name of ['submit-job', 'reconcile-jobs'])
      expect(JSON.parse(environment(name).CLUSTERS)).toEqual([
        { kind: 'eks', name: 'east', weight: 1 },
        WEST,
        { ...ENDPOINT.cluster, weight: 1 },
      ])
  })

  it('lets them into each', () => {
    const entries = resources(template, 'AWS::EKS::AccessEntry')
    const ofSubmitJob = entries.filter(({ id }) => id.startsWith('SubmitJob'))
    expect(ofSubmitJob.map(({ properties }) => properties.ClusterName)).toEqual(['east', 'west'])
    const policies = JSON.stringify(
      resources(template, 'AWS::IAM::Policy').filter(({ id }) => id.startsWith('SubmitJob')),
    )
    for (const part of [':cluster/east', ':cluster/west', ':secret:kubernetes-']) expect(policies).toContain(part)
  })

  it('keeps what a stack with the first of them alone has', () => {
    const alone = resources(synthesize({ cluster: { kind: 'eks', name: 'east' } }), 'AWS::EKS::AccessEntry')
    const ids = resources(template, 'AWS::EKS::AccessEntry').map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(alone.map(({ id }) => id)))
  })

  it('gives the roles of pods to those of each cluster of EKS', () => {
    const associations = resources(template, 'AWS::EKS::PodIdentityAssociation').map(({ properties }) => properties)
    expect(associations.map(({ ClusterName }) => ClusterName)).toEqual(['east', 'west'])
    const roles = resources(template, 'AWS::IAM::Role').filter(({ id }) => id.startsWith('ClusterRoles'))
    for (const { properties } of roles)
      expect(properties.AssumeRolePolicyDocument.Statement[0].Condition).toEqual({
        StringEquals: { 'aws:RequestTag/eks-cluster-name': ['east', 'west'] },
      })
  })
})

describe('the clusters of the context', () => {
  it('are the one, where it names one', () => {
    expect(parseContext(EKS).clusters).toEqual([{ ...EKS.cluster, weight: 1 }])
  })

  it.each([
    ['one and several', { ...EKS, ...SEVERAL }, 'cluster: must be given, or else clusters, and not both'],
    ['none', {}, 'cluster: must be given, or else clusters, and not both'],
    ['an empty list', { clusters: [] }, 'clusters'],
    ['two of a name', { clusters: [WEST, WEST] }, 'clusters: must have a name each of its own'],
    ['a weight below 0', { clusters: [{ ...WEST, weight: -1 }] }, 'clusters.0.weight: '],
  ])('are refused where there are %s', (_, context, message) => {
    expect(() => parseContext(context)).toThrow(message)
  })

  it('are refused where a function cannot be told of all', () => {
    const certificateAuthority = Buffer.alloc(2_000).toString('base64')
    const clusters = ['a', 'b'].map((name) => ({ ...ENDPOINT.cluster, name, certificateAuthority }))
    expect(() => synthesize({ clusters })).toThrow('and a function can be told 2800')
  })
})

describe('the limits of the context', () => {
  it('are told to the functions that let jobs in', () => {
    const runningJobs = { default: 20, namespaces: { 'team-a': 5 } }
    const functions = resources(synthesize({ ...EKS, runningJobs }), 'AWS::Lambda::Function')
    const told = functions.flatMap(({ properties }) => properties.Environment.Variables.RUNNING_JOBS ?? [])
    expect(told.map((text) => JSON.parse(text))).toEqual([runningJobs, runningJobs])
    expect(JSON.parse(environment('submit-job').RUNNING_JOBS)).toEqual({ namespaces: {} })
  })

  it('of time are told to the function that looks at them', () => {
    const functions = resources(synthesize({ ...EKS, timeouts: { startSeconds: 900 } }), 'AWS::Lambda::Function')
    const told = functions.flatMap(({ properties }) => properties.Environment.Variables.TIME_LIMITS ?? [])
    expect(told).toEqual(['{"startSeconds":900}'])
    expect(() => parseContext({ ...EKS, timeouts: { startSeconds: -1 } })).toThrow('timeouts.startSeconds: ')
  })

  it('are refused above what a namespace can be limited to', () => {
    expect(() => parseContext({ ...EKS, runningJobs: { default: 1001 } })).toThrow('runningJobs.default: ')
  })
})
