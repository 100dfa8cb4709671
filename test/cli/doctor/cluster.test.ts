import { beforeEach, describe, expect, it } from 'vitest'
import { DoctorSetup } from './doctor-setup.ts'
import { admission, CONFIG, DEPLOYMENT, LEASE, QUOTAS, TEAM_A, TENANTS } from './fake-cluster.ts'
import { POLICY } from './fake-stack.ts'

let setup: DoctorSetup
beforeEach(() => {
  setup = new DoctorSetup()
})

interface AnyObject {
  readonly [key: string]: AnyObject
}

/** Changes one object of the cluster. */
const change = (path: string, changed: (object: AnyObject) => object) => (it: DoctorSetup) =>
  void it.cluster.objects.set(path, changed(it.cluster.objects.get(path) as AnyObject))

const remove = (path: string) => (it: DoctorSetup) => void it.cluster.objects.delete(path)

const relabelled = (labels: object) => change(TEAM_A, (it) => ({ ...it, metadata: { ...it['metadata'], labels } }))

const BROKEN: readonly (readonly [string, (setup: DoctorSetup) => void, object])[] = [
  [
    'an old API server',
    change('/version', () => ({ gitVersion: 'v1.28.3-eks-1' })),
    { verdict: 'warning', saw: 'v1.28.3-eks-1 is older than 1.30' },
  ],
  [
    'a namespace that is being deleted',
    change(TEAM_A, (it) => ({ ...it, status: { phase: 'Terminating' } })),
    { verdict: 'failed', about: 'namespace team-a', saw: 'it is Terminating' },
  ],
  [
    'a tenant’s namespace without what it allows',
    change(TEAM_A, (it) => ({
      ...it,
      metadata: { ...it['metadata'], annotations: { 'sparkdrop.dev/images': 'spark:' } },
    })),
    { verdict: 'failed', about: 'guard of team-a', saw: expect.stringContaining('driver-service-account') },
  ],
  [
    'Pod Security that holds nothing',
    relabelled({ 'sparkdrop.dev/tenant': 'true' }),
    { verdict: 'failed', about: 'guard of team-a', saw: expect.stringContaining('pod-security') },
  ],
  [
    'a quota that is used up',
    change(QUOTAS, () => ({
      items: [
        {
          metadata: { name: 'q' },
          status: { hard: { 'requests.memory': '2Gi' }, used: { 'requests.memory': '2048Mi' } },
        },
      ],
    })),
    { verdict: 'warning', about: 'quota of team-a', saw: 'used up: requests.memory (2048Mi of 2Gi)' },
  ],
  ['no quota', change(QUOTAS, () => ({ items: [] })), { verdict: 'warning', about: 'quota of team-a' }],
  [
    'no network policy',
    change('/apis/networking.k8s.io/v1/namespaces/team-a/networkpolicies', () => ({ items: [] })),
    { verdict: 'warning', about: 'network policies of team-a' },
  ],
  [
    'a service account that is missing',
    remove(`${TEAM_A}/serviceaccounts/spark-driver`),
    { verdict: 'failed', about: 'service account of drivers in team-a', saw: 'there is no spark-driver' },
  ],
  [
    'an admission policy that is missing, where a namespace counts on it',
    remove(admission('policies', 'pods')),
    { verdict: 'failed', about: 'admission policy sparkdrop-tenant-pods' },
  ],
  [
    'an admission policy that only warns',
    change(admission('policybindings', 'pods'), () => ({ spec: { validationActions: ['Warn'] } })),
    { verdict: 'failed', about: 'admission policy sparkdrop-tenant-pods', saw: 'its binding refuses nothing' },
  ],
  [
    'a forwarder that does not renew its lease',
    ({ cluster }) => {
      cluster.renewals = [1]
    },
    { verdict: 'failed', about: 'forwarder', saw: expect.stringContaining('nobody leads') },
  ],
  [
    'a forwarder that never was',
    ({ cluster }) => {
      cluster.renewals = []
    },
    { verdict: 'failed', about: 'forwarder', saw: expect.stringContaining('there is no lease') },
  ],
  [
    'a forwarder of which one replica is missing',
    change(DEPLOYMENT, (it) => ({ ...it, status: { readyReplicas: 1 } })),
    { verdict: 'warning', about: 'deployment pod-event-forwarder', saw: '1 of 2 ready' },
  ],
  [
    'a forwarder that watches other namespaces',
    change(CONFIG, () => ({ data: { NAMESPACES: 'team-b', EVENT_BUS: 'jobs-bus' } })),
    { verdict: 'failed', about: 'forwarder', saw: 'it does not watch team-a' },
  ],
  [
    'a forwarder that speaks to another bus',
    change(CONFIG, () => ({ data: { EVENT_BUS: 'default' } })),
    { verdict: 'failed', about: 'forwarder', saw: "it speaks to the bus default, the stack's is jobs-bus" },
  ],
  [
    'a forwarder that calls its cluster by another name',
    change(CONFIG, () => ({ data: { CLUSTER_NAME: 'my-cluster' } })),
    { verdict: 'failed', about: 'forwarder', saw: 'it calls its cluster my-cluster, the stack knows spark' },
  ],
  [
    'a driver that may not create pods',
    ({ cluster }) => {
      const { allows } = cluster
      cluster.allows = (access) =>
        allows(access) && !(access.user === 'system:serviceaccount:team-a:spark-driver' && access.verb === 'create')
    },
    {
      verdict: 'failed',
      about: 'drivers in team-a',
      saw: 'system:serviceaccount:team-a:spark-driver may not create pods, create configmaps',
    },
  ],
  [
    'functions that the Role does not bind',
    ({ cluster }) => {
      const { allows } = cluster
      cluster.allows = (access) => allows(access) && !access.groups.includes('sparkdrop:submitter')
    },
    { verdict: 'failed', about: 'functions in team-a', saw: expect.stringContaining('get pods/log') },
  ],
  [
    'an executor that may create pods',
    ({ cluster }) => {
      cluster.allows = ({ resource }) => resource !== 'secrets'
    },
    { verdict: 'warning', about: 'what executors may in team-a', saw: expect.stringContaining('may create pods') },
  ],
  [
    'jobs that come as nobody whom the namespace lets in',
    ({ stack }) => {
      const tenants = POLICY.tenants.map(({ conf: _conf, ...tenant }) => ({
        ...tenant,
        conf: { 'spark.kubernetes.authenticate.executor.serviceAccountName': 'spark-executor' },
      }))
      stack.parameters.set('/sparkdrop/policy', JSON.stringify({ ...POLICY, tenants }))
    },
    { verdict: 'failed', saw: 'the namespace lets in spark-driver only, but jobs come as default' },
  ],
  [
    'pods that Pod Security will refuse',
    ({ stack }) => void stack.parameters.set('/sparkdrop/spark-defaults', 'spark.kubernetes.container.image=spark'),
    { verdict: 'failed', about: 'pod templates for team-a', saw: expect.stringContaining('driver and executor') },
  ],
]

describe('what is wrong with a cluster', () => {
  it.each(BROKEN)('is named: %s', async (_, breakIt, expected) => {
    breakIt(setup)
    expect(await setup.trouble()).toEqual([expect.objectContaining({ section: 'Cluster main', ...expected })])
  })

  it('is named where the namespace of the policy is not there', async () => {
    setup.cluster.objects.delete(TEAM_A)
    expect(await setup.trouble()).toMatchObject([
      { verdict: 'failed', about: 'namespace team-a', saw: 'there is none' },
    ])
  })

  it('is no more than a warning where no namespace counts on the admission policies', async () => {
    relabelled({ 'pod-security.kubernetes.io/enforce': 'restricted' })(setup)
    remove(admission('policies', 'pods'))(setup)
    expect((await setup.trouble()).map(({ verdict, about }) => [verdict, about])).toEqual([
      ['warning', 'admission policy sparkdrop-tenant-pods'],
      ['warning', 'guard of team-a'],
    ])
  })
})

describe('what whoever asks may not see of a cluster', () => {
  it('is told as not seen', async () => {
    for (const path of ['reviews', QUOTAS, LEASE]) setup.cluster.denied.add(path)
    const trouble = await setup.trouble()
    expect(new Set(trouble.map(({ verdict }) => verdict))).toEqual(new Set(['unseen']))
    expect(trouble.map(({ about }) => about)).toEqual(
      expect.arrayContaining(['forwarder', 'drivers in team-a', 'quota of team-a']),
    )
  })

  it('takes nothing from namespaces that are named, but those that nobody names are not found', async () => {
    setup.cluster.denied.add(TENANTS)
    expect(await setup.trouble({ namespaces: ['team-a'] })).toEqual([])
    setup.stack.denied.add('ssm:GetParameter')
    expect(await setup.trouble()).toContainEqual(
      expect.objectContaining({ verdict: 'unseen', about: 'namespaces', advice: 'name them by --namespace' }),
    )
  })

  it('is one failure where the API server does not answer at all', async () => {
    setup.cluster.isDown = true
    expect(await setup.trouble()).toMatchObject([
      {
        verdict: 'failed',
        about: expect.stringContaining('API server'),
        saw: expect.stringContaining('does not answer'),
      },
    ])
  })
})

describe('as whom the functions come to a cluster', () => {
  const endpoint = { kind: 'endpoint', name: 'main', endpoint: 'https://10.0.0.1:6443', credentialsSecret: 'secret' }
  const elsewhere = (): void => {
    setup.cluster.url = 'https://10.0.0.1:6443'
    setup.stack.functionState = {
      state: 'Active',
      lastUpdate: 'Successful',
      environment: { CLUSTERS: JSON.stringify([endpoint]) },
    }
  }

  it('is the group of the access entries on EKS', async () => {
    await setup.examine()
    const asked = setup.cluster.asked.filter(({ groups }) => groups.includes('sparkdrop:submitter'))
    expect(asked).toContainEqual(expect.objectContaining({ verb: 'create', resource: 'pods', namespace: 'team-a' }))
    expect(asked).toContainEqual(expect.objectContaining({ verb: 'get', resource: 'namespaces', name: 'team-a' }))
  })

  it('is said by a secret elsewhere, which is not looked into', async () => {
    elsewhere()
    expect(await setup.trouble()).toMatchObject([
      { verdict: 'unseen', about: 'functions in team-a', advice: 'name the user by --submitter' },
    ])
  })

  it('is whom the person names', async () => {
    elsewhere()
    expect(await setup.trouble({ submitter: 'system:serviceaccount:team-a:submitter' })).toEqual([])
    expect(setup.cluster.asked).toContainEqual(
      expect.objectContaining({
        user: 'system:serviceaccount:team-a:submitter',
        groups: expect.arrayContaining(['system:serviceaccounts:team-a']),
      }),
    )
  })
})

describe('several clusters', () => {
  it('are each looked at, and those without a context are told of', async () => {
    const names = ['spark-a', 'spark-b'].map((name) => ({ kind: 'eks', name }))
    setup.stack.functionState = {
      state: 'Active',
      lastUpdate: 'Successful',
      environment: { CLUSTERS: JSON.stringify(names) },
    }
    expect(await setup.trouble()).toMatchObject([
      { verdict: 'unseen', about: 'clusters', saw: 'the stack has 2 (spark-a, spark-b), and 1 of them were looked at' },
    ])
  })
})
