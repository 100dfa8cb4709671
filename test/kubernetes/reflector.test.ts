import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anonymous } from '../../lib/kubernetes/cluster-connection.ts'
import { Reflector, type ReflectorOptions } from '../../lib/kubernetes/reflector.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { ManualTimers, settle, until } from './manual-timers.ts'
import { broken, list, ScriptedApi, ScriptedWatch, status } from './scripted-api.ts'

const pod = (name: string, resourceVersion: string): Pod => ({ metadata: { name, resourceVersion } })
const event = (type: string, name: string, version: string) => ({ type, object: pod(name, version) })
const bookmark = (version: string) => ({ type: 'BOOKMARK', object: { metadata: { resourceVersion: version } } })
const gone = { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' } }

describe('Reflector', () => {
  let timers: ManualTimers
  let stop: AbortController
  let told: string[]
  let running: Promise<void>
  beforeEach(() => {
    timers = new ManualTimers()
    stop = new AbortController()
    told = []
  })
  afterEach(async () => {
    stop.abort()
    await running
  })

  type Options = Partial<
    Pick<ReflectorOptions<Pod, string>, 'relistEveryMs' | 'pageSize' | 'backoff' | 'fieldSelector'>
  >
  const reflectorOf = (api: ScriptedApi, options: Options = {}) => {
    const client = new RestClient({ url: 'http://api', credentials: anonymous }, { transport: api, timers })
    return new Reflector<Pod, string>({
      client,
      path: '/api/v1/pods',
      labelSelector: 'spark-role=driver',
      project: (object) => `${object.metadata?.name}@${object.metadata?.resourceVersion}`,
      timers,
      ...options,
      sink: {
        replaced: (objects) => told.push(`all: ${objects.join(' ')}`),
        changed: (type, object) => told.push(`${type} ${object}`),
        failed: (error) => told.push(`failed: ${error instanceof Error ? error.message : String(error)}`),
      },
    })
  }
  const reflect = (api: ScriptedApi, options: Options = {}) => {
    const reflector = reflectorOf(api, options)
    running = reflector.run(stop.signal)
    return reflector
  }
  const requested = (api: ScriptedApi, count: number) => until(() => api.requests.length >= count, `request ${count}`)
  const hears = (line: string) => until(() => told.includes(line), line)

  it('asks for no more than its selectors, in the list and in the watch', async () => {
    const api = new ScriptedApi(list([], '7'), new ScriptedWatch().step)
    reflect(api, { fieldSelector: 'type=Warning' })
    await requested(api, 2)
    for (const index of [0, 1])
      expect(api.query(index)).toMatchObject({ labelSelector: 'spark-role=driver', fieldSelector: 'type=Warning' })
  })

  it('is current from its first list on, and over a short trouble, but not while it sees nothing', async () => {
    const [first, second] = [new ScriptedWatch(), new ScriptedWatch()]
    const refused = [1, 2, 3].map(() => broken('ECONNREFUSED'))
    const api = new ScriptedApi(list([], '7'), first.step, ...refused, list([], '9'), second.step)
    const reflector = reflect(api)
    expect(reflector.isCurrent).toBe(false)
    await requested(api, 2)
    expect(reflector.isCurrent).toBe(true)
    first.fail()
    await until(() => told.length === 2, 'the failure')
    expect(reflector.isCurrent).toBe(true)
    await timers.advance(30_000)
    await requested(api, 7)
    expect(reflector.isCurrent).toBe(false)
    second.send(bookmark('10'))
    await until(() => reflector.isCurrent, 'the bookmark')
  })

  it('lists, then watches from the version of the list, asking for bookmarks and an end', async () => {
    const watch = new ScriptedWatch()
    const api = new ScriptedApi(list([pod('a', '3')], '7'), watch.step)
    timers.chance = 0.5
    const reflector = reflect(api)
    await requested(api, 2)
    expect(told).toEqual(['all: a@3'])
    expect(reflector.hasSynced).toBe(true)
    expect(api.query(0)).toEqual({ labelSelector: 'spark-role=driver', limit: '500' })
    expect(api.query(1)).toEqual({
      labelSelector: 'spark-role=driver',
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: '7',
      timeoutSeconds: '360',
    })
  })

  it('tells single changes after the list', async () => {
    const watch = new ScriptedWatch()
    reflect(new ScriptedApi(list([], '7'), watch.step))
    watch.send(event('ADDED', 'a', '8'), event('MODIFIED', 'a', '9'), event('DELETED', 'a', '10'))
    await hears('DELETED a@10')
    expect(told).toEqual(['all: ', 'ADDED a@8', 'MODIFIED a@9', 'DELETED a@10'])
  })

  it('tells all pages of a list at once', async () => {
    const api = new ScriptedApi(list([pod('a', '1')], '7', 'token'), list([pod('b', '2')], '7'))
    reflect(api, { pageSize: 1 })
    await hears('all: a@1 b@2')
    expect(api.query(1)).toMatchObject({ continue: 'token', limit: '1' })
  })

  it('watches again from the last version at once when the server ends a watch', async () => {
    const watch = new ScriptedWatch()
    const api = new ScriptedApi(list([], '7'), watch.step, new ScriptedWatch().step)
    reflect(api)
    watch.send(event('ADDED', 'a', '8'))
    watch.end()
    await requested(api, 3)
    expect(api.query(2)).toMatchObject({ watch: 'true', resourceVersion: '8' })
    expect(told).toEqual(['all: ', 'ADDED a@8'])
  })

  it('lets a bookmark move the version, and tells nobody', async () => {
    const watch = new ScriptedWatch()
    const api = new ScriptedApi(list([], '7'), watch.step, new ScriptedWatch().step)
    reflect(api)
    watch.send(bookmark('900'))
    watch.end()
    await requested(api, 3)
    expect(api.query(2).resourceVersion).toBe('900')
    expect(told).toEqual(['all: '])
  })

  it.each([
    ['as the answer', status(410, 'Gone')],
    ['as an event', undefined],
  ])('lists again when the version is gone, told %s', async (_, step) => {
    const watch = new ScriptedWatch()
    const api = new ScriptedApi(list([], '7'), step ?? watch.step, list([pod('b', '60')], '70'))
    reflect(api)
    if (step === undefined) watch.send(gone)
    await until(() => told.length === 2)
    await timers.advance(800)
    await hears('all: b@60')
    expect(api.query(2).watch).toBeUndefined()
  })

  it('ends a watch that is silent for 90 s, and watches again from where it was', async () => {
    const watch = new ScriptedWatch()
    const api = new ScriptedApi(list([], '7'), watch.step, new ScriptedWatch().step)
    reflect(api)
    await requested(api, 2)
    await timers.advance(80_000)
    watch.send(bookmark('8'))
    await timers.advance(80_000)
    expect(watch.aborted).toBe(false)
    await timers.advance(11_000)
    expect(watch.aborted).toBe(true)
    expect(told.at(-1)).toMatch(/silent for 90 s/)
    await timers.advance(800)
    expect(api.query(2)).toMatchObject({ watch: 'true', resourceVersion: '8' })
  })

  it('does not swallow a line that is not JSON: it watches again from the last good one', async () => {
    const watch = new ScriptedWatch()
    const api = new ScriptedApi(list([], '7'), watch.step, new ScriptedWatch().step)
    reflect(api)
    watch.send(event('ADDED', 'a', '8'))
    watch.text('{"type":"MODIFIED","object":{{\n')
    await until(() => told.length === 3)
    expect(told.at(-1)).toMatch(/not JSON/)
    await timers.advance(800)
    expect(api.query(2).resourceVersion).toBe('8')
  })

  it('puts lines together that come in pieces, and drops a half line at the end', async () => {
    const watch = new ScriptedWatch()
    const api = new ScriptedApi(list([], '7'), watch.step, new ScriptedWatch().step)
    reflect(api)
    const line = JSON.stringify(event('ADDED', 'ü', '8'))
    const cut = line.indexOf('ü')
    watch.text(line.slice(0, cut))
    watch.text(line.slice(cut))
    watch.text(`\n${line.slice(0, 20)}`)
    watch.end()
    await requested(api, 3)
    expect(told).toEqual(['all: ', 'ADDED ü@8'])
    expect(api.query(2).resourceVersion).toBe('8')
  })

  it('watches again after a connection reset, waiting longer from time to time', async () => {
    const watch = new ScriptedWatch()
    const api = new ScriptedApi(list([], '7'), watch.step, broken('ECONNREFUSED'), new ScriptedWatch().step)
    reflect(api)
    await requested(api, 2)
    watch.fail('ECONNRESET')
    await until(() => told.length === 2)
    await timers.advance(800)
    expect(api.requests).toHaveLength(3)
    await timers.advance(1_599)
    expect(api.requests).toHaveLength(3)
    await timers.advance(1)
    expect(api.requests).toHaveLength(4)
    expect(api.query(3).resourceVersion).toBe('7')
  })

  it('tries a failed list again, and says nothing of the half that it had', async () => {
    const api = new ScriptedApi(status(500, 'InternalError'), list([pod('a', '1')], '7', 'token'), broken())
    api.add(list([pod('b', '2')], '9'))
    const reflector = reflect(api)
    await until(() => told.length === 1)
    expect(reflector.hasSynced).toBe(false)
    await timers.advance(800)
    await timers.advance(1_600)
    await hears('all: b@2')
    expect(told.filter((line) => line.startsWith('all'))).toEqual(['all: b@2'])
  })

  it('begins with one list for those who cannot do without, and runs on from there', async () => {
    const api = new ScriptedApi(list([pod('a', '3')], '7'), new ScriptedWatch().step)
    const reflector = reflectorOf(api)
    await reflector.begin(stop.signal)
    expect(told).toEqual(['all: a@3'])
    running = reflector.run(stop.signal)
    await requested(api, 2)
    expect(api.query(1)).toMatchObject({ watch: 'true', resourceVersion: '7' })
    expect(told).toEqual(['all: a@3'])
  })

  it('throws where the list that it begins with fails, and says nothing', async () => {
    const api = new ScriptedApi(status(403, 'Forbidden'))
    await expect(reflectorOf(api).begin(stop.signal)).rejects.toThrow('GET /api/v1/pods: Forbidden happened')
    expect(api.requests).toHaveLength(1)
    expect(told).toEqual([])
  })

  it('waits between failures as it is told to', async () => {
    const watch = new ScriptedWatch()
    const backoff = { initialMs: 50, maximumMs: 80, factor: 2, jitter: 0, resetAfterMs: 1_000 }
    const api = new ScriptedApi(list([], '7'), watch.step, broken(), broken(), list([], '8'))
    reflect(api, { backoff })
    await requested(api, 2)
    watch.fail()
    await until(() => told.length === 2)
    await timers.advance(50 + 80 + 80)
    expect(api.requests).toHaveLength(6)
    expect(timers.slept.filter((ms) => ms < 1_000)).toEqual([50, 80, 80])
  })

  it('passes duplicates on, as they come', async () => {
    const watch = new ScriptedWatch()
    reflect(new ScriptedApi(list([pod('a', '3')], '7'), watch.step))
    watch.send(event('ADDED', 'a', '3'), event('ADDED', 'a', '3'))
    await until(() => told.length === 3)
    expect(told).toEqual(['all: a@3', 'ADDED a@3', 'ADDED a@3'])
  })

  it('lists again after three failures in a row: the version may be one that the server will never have', async () => {
    const api = new ScriptedApi(list([], '7'), status(504, 'Timeout'), status(504, 'Timeout'), status(504, 'Timeout'))
    api.add(list([], '2'))
    reflect(api)
    await requested(api, 2)
    await timers.advance(800 + 1_600 + 3_200)
    expect(api.query(4).watch).toBeUndefined()
  })

  it('does not run hot on watches that end at once', async () => {
    const empty = () => {
      const watch = new ScriptedWatch()
      watch.end()
      return watch.step
    }
    const api = new ScriptedApi(list([], '7'), empty(), empty(), empty(), empty())
    reflect(api)
    await settle()
    expect(api.requests).toHaveLength(2)
    await timers.advance(800)
    expect(api.requests).toHaveLength(3)
  })

  it('lists again from time to time where it is told to, without calling it a failure', async () => {
    const api = new ScriptedApi(list([], '7'), new ScriptedWatch().step, list([pod('a', '1')], '9'))
    reflect(api, { relistEveryMs: 60_000 })
    await requested(api, 2)
    await timers.advance(60_000)
    expect(told).toEqual(['all: ', 'all: a@1'])
  })

  it('ends at once when it is told to, in a watch, in a list and while it waits', async () => {
    for (const api of [
      new ScriptedApi(list([], '7'), new ScriptedWatch().step),
      new ScriptedApi(),
      new ScriptedApi(broken()),
    ]) {
      stop = new AbortController()
      reflect(api)
      await settle()
      stop.abort()
      await running
    }
    expect(told.filter((line) => line.startsWith('failed'))).toHaveLength(1)
  })
})
