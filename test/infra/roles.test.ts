import { describe, expect, it } from 'vitest'
import { JOB_STATE_CHANGE } from '../../events/job-state.ts'
import { POD_EVENT } from '../../events/pod-event.ts'
import { EKS, ENDPOINT, resources, synthesize } from './synthesize.ts'

interface Statement {
  readonly Action: string | readonly string[]
  readonly Resource: unknown
  readonly Condition?: Record<string, Record<string, unknown>>
}

const actionsOf = ({ Action }: Statement): readonly string[] => [Action].flat()

const policies = (context: unknown): { id: string; statements: Statement[] }[] =>
  resources(synthesize(context), 'AWS::IAM::Policy').map(({ id, properties }) => ({
    id,
    statements: properties.PolicyDocument.Statement,
  }))

const statementsOf = (role: string, context: unknown = EKS): Statement[] =>
  policies(context).find(({ id }) => id.startsWith(role))?.statements ?? []

const VPC = { vpc: { subnetIds: ['subnet-0a1b2c3d4e5f60001'], securityGroupIds: ['sg-0a1b2c3d4e5f60001'] } }
const DRIVERS = { drivers: [{ namespace: 'team-a', serviceAccount: 'spark' }] }

/** What AWS offers no narrower way for. */
const EVERYTHING = new Set([
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
])

describe.each([
  ['on EKS', { ...EKS, ...DRIVERS }],
  ['at an endpoint', ENDPOINT],
  ['in a network', { ...EKS, ...VPC }],
])('roles, with a cluster %s', (_, context) => {
  const statements = policies(context).flatMap((policy) => policy.statements)

  it('name every action in full', () => {
    for (const action of statements.flatMap(actionsOf)) expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/)
  })

  it('reach everything only where AWS knows nothing narrower', () => {
    for (const statement of statements.filter(({ Resource }) => Resource === '*')) {
      for (const action of actionsOf(statement)) expect(EVERYTHING).toContain(action)
    }
  })

  it('have a wildcard in the name of objects, and of schedules, only', () => {
    const wild = statements.filter(({ Resource }) => Resource !== '*' && JSON.stringify(Resource).includes('*'))
    for (const action of wild.flatMap(actionsOf))
      expect(action).toMatch(/^s3:(Get|Put|Delete)Object|^s3:Abort|^scheduler:(Create|Update|Delete)Schedule$/)
  })

  it('list what is staged below its prefix only', () => {
    const lists = statements.filter((statement) => actionsOf(statement).includes('s3:ListBucket'))
    const ofStaging = lists.filter(({ Resource }) => JSON.stringify(Resource).includes('Staging'))
    expect(ofStaging).not.toEqual([])
    for (const { Condition } of ofStaging) expect(Condition).toEqual({ StringLike: { 's3:prefix': 'uploads/*' } })
  })

  it('have no managed policies', () => {
    for (const { properties } of resources(synthesize(context), 'AWS::IAM::Role')) {
      expect(properties.ManagedPolicyArns).toBeUndefined()
    }
  })

  it('may say on the bus only what is theirs to say', () => {
    const sources = statements
      .filter((statement) => actionsOf(statement).includes('events:PutEvents'))
      .map(({ Condition }) => Condition?.StringEquals?.['events:source'])
    expect(sources).not.toContain(undefined)
    expect(sources.filter((source) => source === JOB_STATE_CHANGE.source)).toHaveLength(7)
  })

  it('may neither scan the job table nor delete from it', () => {
    const allowed = new Set(['Get', 'BatchGet', 'Put', 'Update'].map((verb) => `dynamodb:${verb}Item`)).add(
      'dynamodb:Query',
    )
    for (const action of statements.flatMap(actionsOf)) {
      if (action.startsWith('dynamodb:') && action !== 'dynamodb:UpdateItem') expect(allowed).toContain(action)
    }
  })

  it("may update in place only what counts Livy's batches", () => {
    const updates = statements.filter((statement) => actionsOf(statement).includes('dynamodb:UpdateItem'))
    expect(updates.map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['livy/*'] } },
    ])
  })
})

describe('the api function', () => {
  const ofObjects = statementsOf('ApiRole').filter((statement) => JSON.stringify(actionsOf(statement)).includes('s3:'))

  it('may sign requests that put objects below the upload path, and nothing else of S3', () => {
    expect(ofObjects).toMatchObject([{ Action: 's3:PutObject', Effect: 'Allow' }])
    expect(JSON.stringify(ofObjects[0]?.Resource)).toMatch(/"Staging[^"]*","Arn"\]\},"\/uploads\/\*"/)
  })

  it('may send none itself, and sign none that lasts', () => {
    expect(ofObjects[0]?.Condition).toEqual({
      StringEquals: { 's3:authType': 'REST-QUERY-STRING' },
      NumericLessThan: { 's3:signatureAge': 960_000 },
    })
  })
})

describe('access to the cluster', () => {
  it('is by access entries on EKS, for the functions that talk to it and for nothing else', () => {
    const entries = resources(synthesize(EKS), 'AWS::EKS::AccessEntry').map(({ properties }) => properties)
    expect(entries).toHaveLength(4)
    for (const entry of entries) {
      expect(entry).toMatchObject({
        ClusterName: 'spark',
        Type: 'STANDARD',
        KubernetesGroups: ['sparkdrop:submitter'],
        PrincipalArn: {
          'Fn::GetAtt': [expect.stringMatching(/^(SubmitJob|ReconcileJobs|AcceptSchedule|Api)Role/), 'Arn'],
        },
      })
      expect(entry.AccessPolicies).toBeUndefined()
    }
  })

  it('lets them describe that one cluster', () => {
    for (const role of ['SubmitJobRole', 'ReconcileJobsRole']) {
      const [describe] = statementsOf(role).filter((it) => actionsOf(it).includes('eks:DescribeCluster'))
      expect(JSON.stringify(describe?.Resource)).toContain(':cluster/spark')
    }
    expect(statementsOf('AcceptUploadRole').flatMap(actionsOf)).not.toContain('eks:DescribeCluster')
  })

  it.each([
    ['named', 'kubernetes', ':secret:kubernetes-??????'],
    ['given by its ARN', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:k-AbCdEf', 'k-AbCdEf'],
  ])('elsewhere is by the one secret, %s, and by no access entry', (_, credentialsSecret, expected) => {
    const context = { cluster: { ...ENDPOINT.cluster, credentialsSecret } }
    for (const role of ['SubmitJobRole', 'ReconcileJobsRole']) {
      const [read] = statementsOf(role, context).filter((it) => actionsOf(it).includes('secretsmanager:GetSecretValue'))
      expect(JSON.stringify(read?.Resource)).toContain(expected)
    }
    const template = synthesize(context)
    template.resourceCountIs('AWS::EKS::AccessEntry', 0)
    template.resourceCountIs('AWS::EKS::PodIdentityAssociation', 0)
  })
})

describe('roles of pods', () => {
  const template = synthesize({
    ...EKS,
    ...DRIVERS,
    forwarder: { namespace: 'sparkdrop', serviceAccount: 'forwarder' },
  })

  it('are handed out by Pod Identity to pods of this cluster', () => {
    const trusts = resources(template, 'AWS::IAM::Role')
      .filter(({ id }) => id.startsWith('ClusterRoles'))
      .map(({ properties }) => properties.AssumeRolePolicyDocument.Statement)
    expect(trusts).toHaveLength(2)
    for (const [statement] of trusts) {
      expect(statement).toMatchObject({
        Principal: { Service: 'pods.eks.amazonaws.com' },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Condition: { StringEquals: { 'aws:RequestTag/eks-cluster-name': 'spark' } },
      })
    }
  })

  it('let the forwarder speak of pods on this bus, and do nothing else', () => {
    expect(statementsOf('ClusterRolesForwarder')).toEqual([
      expect.objectContaining({
        Action: 'events:PutEvents',
        Condition: { StringEquals: { 'events:source': POD_EVENT.source } },
      }),
    ])
  })

  it('let a driver read what was staged for its own namespace, and do nothing else', () => {
    const [read, ...others] = statementsOf('ClusterRolesDriver')
    expect(others).toEqual([])
    expect(read?.Action).toBe('s3:GetObject')
    expect(JSON.stringify(read?.Resource)).toContain('/uploads/${aws:PrincipalTag/kubernetes-namespace}/*')
  })

  it('belong to the service accounts that the context names', () => {
    const accounts = resources(template, 'AWS::EKS::PodIdentityAssociation').map(({ properties }) => properties)
    expect(accounts.map(({ Namespace, ServiceAccount }) => `${Namespace}/${ServiceAccount}`).sort()).toEqual([
      'sparkdrop/forwarder',
      'team-a/spark',
    ])
    synthesize(EKS).resourceCountIs('AWS::EKS::PodIdentityAssociation', 0)
  })
})
