import { beforeEach, describe, expect, it } from 'vitest'
import type { JobState } from '../../../events/job-state.ts'
import { ALICE, ApiSetup, BOB } from '../api-setup.ts'

const PI = { file: 's3a://drop/team-a/pi.jar', className: 'com.example.Pi' }

let api: ApiSetup

beforeEach(() => {
  api = new ApiSetup()
})

/** What clients know: Airflow's hook raises for any other. */
const KNOWN = [
  'not_started',
  'starting',
  'running',
  'idle',
  'busy',
  'shutting_down',
  'error',
  'dead',
  'killed',
  'success',
]
const TERMINAL = new Set(['success', 'dead', 'killed', 'error'])

const stored = (id: number) => api.store.jobs.get(api.batches.jobIds[id] ?? '')

const put = (id: number, change: object): void => {
  const job = stored(id)
  if (job) api.store.jobs.set(job.jobId, { ...job, ...change })
}

describe('a batch that is submitted', () => {
  it('gets a whole number, and becomes a job like any other', async () => {
    const { status, headers, body } = await api.post('/batches', { ...PI, args: ['10', 2], name: 'nightly' })
    expect(status).toBe(201)
    expect(headers.get('location')).toBe('/batches/0')
    expect(body).toEqual({
      id: 0,
      name: 'nightly',
      owner: ALICE,
      proxyUser: null,
      state: 'not_started',
      appId: null,
      appInfo: { driverLogUrl: `/v1/jobs/${stored(0)?.jobId}/logs`, sparkUiUrl: null },
      log: [],
    })
    expect(api.queue.sent[0]).toMatchObject({ namespace: 'team-a', name: 'nightly', args: ['10', '2'] })
    expect((await api.call(`/v1/jobs/${stored(0)?.jobId}`)).body.batchId).toBe(0)
  })

  it('has every one of Livy’s fields mean what it means to Spark', async () => {
    await api.post('/batches', {
      ...PI,
      jars: ['s3a://b/a.jar'],
      pyFiles: ['s3a://b/a.zip'],
      files: ['s3a://b/a.txt'],
      archives: ['s3a://b/a.tgz#x'],
      driverMemory: '1g',
      driverCores: '2',
      executorMemory: '3g',
      executorCores: 4,
      numExecutors: 5,
      conf: { 'spark.executor.cores': 9, 'spark.x': true, 'spark.kubernetes.namespace': 'team-a' },
    })
    expect(api.queue.sent[0]).toMatchObject({
      main: { file: PI.file, class: PI.className },
      dependencies: {
        jars: ['s3a://b/a.jar'],
        pyFiles: ['s3a://b/a.zip'],
        files: ['s3a://b/a.txt'],
        archives: ['s3a://b/a.tgz#x'],
      },
    })
    expect(api.queue.sent[0]?.conf).toEqual({
      'spark.driver.memory': '1g',
      'spark.driver.cores': '2',
      'spark.executor.memory': '3g',
      'spark.executor.cores': '4',
      'spark.executor.instances': '5',
      'spark.x': 'true',
    })
  })

  it('takes null for what is absent, as clients of other languages send it', async () => {
    const { status } = await api.post('/batches', { ...PI, args: null, conf: null, proxyUser: null, driverCores: null })
    expect(status).toBe(201)
  })

  it.each([
    ['its conf', { conf: { 'spark.kubernetes.namespace': 'a' }, queue: 'b' }, 'a'],
    ['its queue', { queue: 'b' }, 'b'],
  ])('runs where %s says', async (_who, where, namespace) => {
    await api.post('/batches', { ...PI, ...where }, { as: 'admin' })
    expect(api.queue.sent[0]).toMatchObject({ namespace, conf: {} })
  })

  it('keeps its number when it is sent again with its key', async () => {
    const call = { headers: { 'Idempotency-Key': 'k' } }
    const [first, second] = [await api.post('/batches', PI, call), await api.post('/batches', PI, call)]
    expect([first.body.id, second.body.id]).toEqual([0, 0])
    expect(api.batches.jobIds).toHaveLength(1)
  })

  it('is not taken for a job of the same key', async () => {
    const call = { headers: { 'Idempotency-Key': 'k' } }
    await api.post('/v1/jobs', { namespace: 'team-a', main: { file: PI.file, class: PI.className } }, call)
    expect((await api.post('/batches', PI, call)).body.id).toBe(0)
    expect(api.store.jobs.size).toBe(2)
  })

  it('has one number that its clients are told, whoever was first', async () => {
    const call = { headers: { 'Idempotency-Key': 'k' } }
    const replies = await Promise.all(Array.from({ length: 4 }, () => api.post('/batches', PI, call)))
    const ids = new Set(replies.map(({ body }) => body.id))
    expect(ids.size).toBe(1)
    for (const [id] of api.batches.jobIds.entries())
      expect((await api.call(`/batches/${id}/state`)).body.id).toBe([...ids][0])
  })
})

describe('a batch that is refused', () => {
  it.each([
    [{}, /^body\.file: is missing: expected string/],
    [{ ...PI, file: '/opt/x.jar' }, /^file: must be an s3:\/\/, s3a:\/\/ or local:\/\/ URI/],
    [{ ...PI, jars: ['a.jar'] }, /^jars\.0: must be a URI with its scheme/],
    [{ ...PI, proxyUser: 'hdfs' }, /^proxyUser: must be left out/],
    [{ ...PI, numExecutors: 'many' }, /^body\.numExecutors: .*expected number/],
    [{ ...PI, className2: 'x' }, /"className2"/],
    [{ ...PI, conf: { 'hive.x': '1' } }, /^conf\.hive\.x: must begin with "spark\."/],
  ])('for %j is told why in Livy’s way', async (sent, message) => {
    const { status, headers, body } = await api.post('/batches', sent)
    expect([status, headers.get('content-type')]).toEqual([400, 'application/json'])
    expect(body).toEqual({ msg: expect.stringMatching(message) })
    expect([api.store.jobs.size, api.batches.jobIds.length]).toEqual([0, 0])
  })

  it('for want of a namespace says how to name one', async () => {
    const { status, body } = await api.post('/batches', PI, { as: 'admin' })
    expect([status, body.msg]).toEqual([
      400,
      "queue: must name the namespace that the job runs in, or else conf's spark.kubernetes.namespace",
    ])
  })

  it('for a namespace of others', async () => {
    expect((await api.post('/batches', { ...PI, queue: 'team-a' }, { as: BOB })).status).toBe(403)
  })

  it('for want of a caller', async () => {
    const { status, body } = await api.post('/batches', PI, { as: null })
    expect([status, body.msg]).toEqual([401, expect.stringContaining('bearer token')])
  })
})

describe('the state of a batch', () => {
  it.each([
    ['ACCEPTED', 'not_started'],
    ['QUEUED', 'not_started'],
    ['SUBMITTED', 'starting'],
    ['RUNNING', 'running'],
    ['RETRYING', 'starting'],
    ['SUCCEEDED', 'success'],
    ['FAILED', 'dead'],
    ['KILLED', 'killed'],
    ['REJECTED', 'error'],
  ] as const)('of a job that is %s is %s', async (state: JobState, said) => {
    await api.post('/batches', PI)
    put(0, { state })
    expect((await api.call('/batches/0/state')).body).toEqual({ id: 0, state: said })
    expect(KNOWN).toContain(said)
    expect(TERMINAL.has(said)).toBe(['SUCCEEDED', 'FAILED', 'KILLED', 'REJECTED'].includes(state))
  })

  it('is shutting_down while it is being killed', async () => {
    await api.post('/batches', PI)
    put(0, { state: 'RUNNING', stop: { kind: 'kill' } })
    expect((await api.call('/batches/0')).body.state).toBe('shutting_down')
  })

  it('of a batch that is not there, or is another tenant’s, is Livy’s 404', async () => {
    await api.post('/batches', PI)
    for (const [path, as] of [
      ['/batches/7', ALICE],
      ['/batches/x/state', ALICE],
      ['/batches/0', BOB],
    ] as const) {
      const { status, body } = await api.call(path, { as })
      expect([status, body]).toEqual([404, { msg: `Session '${path.split('/')[2]}' not found.` }])
    }
  })
})

describe('the list of batches', () => {
  it('is by number, part by part, and of those alone that Livy’s clients made', async () => {
    await api.job()
    for (let i = 0; i < 5; i++) await api.post('/batches', PI)
    await api.post('/batches', { ...PI, queue: 'team-b' }, { as: BOB })
    const { body } = await api.call('/batches?from=1&size=2')
    expect([body.from, body.total, body.sessions.map(({ id }: { id: number }) => id)]).toEqual([1, 5, [1, 2]])
    expect((await api.call('/batches', { as: BOB })).body.sessions).toHaveLength(1)
  })
})

describe('the log of a batch', () => {
  const lines = Array.from({ length: 250 }, (_, i) => `line ${i}`)

  const running = async (): Promise<void> => {
    await api.post('/batches', PI)
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'd', namespace: 'team-a' },
      spec: { containers: [{ name: 'c' }] },
    }
    const { metadata } = await api.cluster.createPod(pod)
    api.cluster.setLog('team-a', 'd', `${lines.join('\n')}\n`)
    put(0, { state: 'RUNNING', driver: { name: 'd', uid: metadata?.uid ?? '' } })
  }

  it('comes page by page as Airflow asks for it, each line once', async () => {
    await running()
    const seen: string[] = []
    let total = 0
    for (let from = 0; from <= total; from += 100) {
      const { body } = await api.call(`/batches/0/log?from=${from}&size=100`)
      total = body.total
      expect(body).toMatchObject({ id: 0, from, size: body.log.length })
      seen.push(...body.log)
    }
    expect(seen).toEqual(lines)
  })

  it('is the last page where no line is named', async () => {
    await running()
    const { body } = await api.call('/batches/0/log?size=3')
    expect(body).toEqual({ id: 0, from: 247, size: 3, total: 250, log: ['line 247', 'line 248', 'line 249'] })
  })

  it('is what the record says once the driver is gone', async () => {
    await running()
    api.cluster.removePod('team-a', 'd')
    put(0, { state: 'FAILED', message: 'exit code 1\nException: no' })
    expect((await api.call('/batches/0/log')).body.log).toEqual(['exit code 1', 'Exception: no'])
  })

  it('is empty before there is a driver', async () => {
    await api.post('/batches', PI)
    expect((await api.call('/batches/0/log?from=0&size=100')).body).toEqual({
      id: 0,
      from: 0,
      size: 0,
      total: 0,
      log: [],
    })
  })
})

describe('killing a batch', () => {
  it('kills its job', async () => {
    await api.post('/batches', PI)
    expect((await api.call('/batches/0', { method: 'DELETE' })).body).toEqual({ msg: 'deleted' })
    expect((await api.call('/batches/0/state')).body.state).toBe('killed')
  })

  it('that has ended is as good as done', async () => {
    await api.post('/batches', PI)
    put(0, { state: 'SUCCEEDED' })
    expect((await api.call('/batches/0', { method: 'DELETE' })).status).toBe(200)
    expect(stored(0)?.state).toBe('SUCCEEDED')
  })
})

describe('what Livy has and this has not', () => {
  it.each([
    ['GET', '/sessions'],
    ['POST', '/sessions'],
    ['POST', '/sessions/1/statements'],
  ])('is refused with what to do instead: %s %s', async (method, path) => {
    const { status, body } = await api.call(path, { method })
    expect([status, body.msg]).toEqual([501, expect.stringContaining('POST /batches')])
  })

  it('clients that put a slash too many are understood', async () => {
    await api.post('/batches', PI)
    expect((await api.call('//batches/0/state')).status).toBe(200)
  })
})
