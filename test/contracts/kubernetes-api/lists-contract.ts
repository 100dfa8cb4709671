import { describe, expect, it } from 'vitest'
import type { Answer, ApiUnderTest } from './api-under-test.ts'
import { failure, podBody } from './samples.ts'

const namesOf = (answer: Answer): string[] =>
  answer.body.items.map((item: { metadata: { name: string } }) => item.metadata.name)

/** Lists: selectors, versions, pages. */
export const listsContract = (api: () => ApiUnderTest): void => {
  /** Four configmaps `<name>-a` to `<name>-d`, told apart by their labels. */
  const four = async (): Promise<{ path: string; name: string }> => {
    const { path, name } = await api().place('configmaps')
    const labels = [{ app: 'x', tier: 'front' }, { app: 'x', tier: 'back' }, { app: 'y' }, { tier: 'front' }]
    for (const [index, own] of labels.entries()) {
      await api().post(path, { metadata: { name: `${name}-${'abcd'[index]}`, labels: { ...own, of: name } } })
    }
    return { path, name }
  }

  describe('a label selector', () => {
    it.each([
      ['app=x', 'ab'],
      ['app==x,tier=back', 'b'],
      ['app!=x', 'cd'],
      ['app in (x,y)', 'abc'],
      ['tier notin (front)', 'bc'],
      ['app', 'abc'],
      ['!app', 'd'],
      ['app,!tier', 'c'],
      ['app in (y), tier', ''],
    ])('picks by %s', async (selector, letters) => {
      const { path, name } = await four()
      const query = encodeURIComponent(`of=${name},${selector}`)
      expect(namesOf(await api().get(`${path}?labelSelector=${query}`))).toEqual(
        [...letters].map((letter) => `${name}-${letter}`),
      )
    })

    it.each([
      ['a===b', "unable to parse requirement: found '=', expected: identifier"],
      ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ])('is refused where it is %s', async (selector, message) => {
      const { path } = await api().place('pods')
      const { body } = await api().get(`${path}?labelSelector=${encodeURIComponent(selector)}`)
      expect(body).toEqual(failure({ code: 400, reason: 'BadRequest', message }))
    })
  })

  describe('a field selector', () => {
    it('picks by name, by phase and by node', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name, { nodeName: `n-${name}` }))
      await api().post(path, podBody(`${name}-2`))
      const select = async (selector: string): Promise<string[]> =>
        namesOf(await api().get(`${path}?fieldSelector=${encodeURIComponent(selector)}`))
      expect(await select(`metadata.name=${name}`)).toEqual([name])
      expect(await select(`spec.nodeName=n-${name},status.phase=Pending`)).toEqual([name])
      expect(await select(`spec.nodeName=n-${name},status.phase!=Pending`)).toEqual([])
      expect(await select('spec.nodeName=')).toContain(`${name}-2`)
      await api().delete(`${path}/${name}?gracePeriodSeconds=0`)
    })

    it('is refused where it names what cannot be selected by', async () => {
      const pods = (await api().place('pods')).path
      const configMaps = (await api().place('configmaps')).path
      expect((await api().get(`${pods}?fieldSelector=spec.foo%3Db`)).body.message).toBe(
        'field label not supported: spec.foo',
      )
      expect((await api().get(`${configMaps}?fieldSelector=spec.foo%3Db`)).body.message).toBe(
        '"spec.foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
      )
      expect((await api().get(`${configMaps}?fieldSelector=spec.foo`)).body.message).toBe(
        "invalid selector: 'spec.foo'; can't understand 'spec.foo'",
      )
    })
  })

  it('lists items without their kind, and the list with a version', async () => {
    const { path, name } = await four()
    const { body } = await api().get(`${path}?labelSelector=of%3D${name}`)
    expect([body.kind, body.apiVersion]).toEqual(['ConfigMapList', 'v1'])
    expect([body.items[0].kind, body.items[0].apiVersion]).toEqual([undefined, undefined])
    expect(Number(body.metadata.resourceVersion)).toBeGreaterThanOrEqual(Number(body.items[3].metadata.resourceVersion))
  })

  it('lists across namespaces, and nothing of a namespace that is not there', async () => {
    const { name, namespace } = await api().place('configmaps')
    await api().post(`/api/v1/namespaces/${namespace}/configmaps`, { metadata: { name, labels: { of: name } } })
    expect(namesOf(await api().get(`/api/v1/configmaps?labelSelector=of%3D${name}`))).toEqual([name])
    const nowhere = await api().get('/api/v1/namespaces/nowhere/configmaps?resourceVersion=0')
    expect([nowhere.status, nowhere.body.items]).toEqual([200, []])
  })

  describe('a list in pages', () => {
    it('is the list of the moment of its first page', async () => {
      const namespace = await api().newNamespace()
      const path = `/api/v1/namespaces/${namespace}/secrets`
      for (const letter of 'abcde') await api().post(path, { metadata: { name: letter } })
      const first = await api().get(`${path}?limit=2`)
      expect([namesOf(first), first.body.metadata.remainingItemCount]).toEqual([['a', 'b'], 3])
      await api().delete(`${path}/c`)
      await api().post(path, { metadata: { name: 'bb' } })
      const second = await api().get(`${path}?limit=2&continue=${first.body.metadata.continue}`)
      expect([namesOf(second), second.body.metadata.resourceVersion]).toEqual([
        ['c', 'd'],
        first.body.metadata.resourceVersion,
      ])
      const third = await api().get(`${path}?limit=2&continue=${second.body.metadata.continue}`)
      expect([namesOf(third), third.body.metadata.continue]).toEqual([['e'], undefined])
    })

    it('does not count what is left where a selector picks', async () => {
      const { path, name } = await four()
      const { body } = await api().get(`${path}?labelSelector=of%3D${name}&limit=1`)
      expect(body.metadata.remainingItemCount).toBeUndefined()
      expect(body.metadata.continue).toBeTypeOf('string')
    })

    it('goes on only by a token that is one', async () => {
      const { path } = await api().place('pods')
      const { status, body } = await api().get(`${path}?limit=1&continue=abc`)
      expect([status, body.message.startsWith('invalid continue token: continue key is not valid')]).toEqual([
        400,
        true,
      ])
      expect((await api().get(`${path}?limit=x`)).body.message).toBe('strconv.ParseInt: parsing "x": invalid syntax')
    })
  })

  describe('a version', () => {
    it('can be asked for exactly', async () => {
      const { path, name } = await api().place('configmaps')
      const { body } = await api().post(path, { metadata: { name, labels: { of: name } } })
      await api().delete(`${path}/${name}`)
      const version = body.metadata.resourceVersion
      const then = await api().get(
        `${path}?labelSelector=of%3D${name}&resourceVersion=${version}&resourceVersionMatch=Exact`,
      )
      expect([namesOf(then), then.body.metadata.resourceVersion]).toEqual([[name], version])
    })

    it('that is yet to come is waited for in vain', async () => {
      const { path } = await api().place('pods')
      const { status, body } = await api().get(`${path}?resourceVersion=999999999999`)
      expect([status, body.reason, body.details]).toEqual([
        504,
        'Timeout',
        {
          causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
          retryAfterSeconds: 1,
        },
      ])
      expect(body.message).toMatch(/^Timeout: Too large resource version: 999999999999, current: \d+$/)
    })

    it('is a number', async () => {
      const { path } = await api().place('pods')
      expect((await api().get(`${path}?resourceVersion=zz`)).body.message).toBe(
        'invalid resource version: resourceVersion: Invalid value: "zz": strconv.ParseUint: parsing "zz": invalid syntax',
      )
      expect((await api().get(`${path}?resourceVersionMatch=Exact`)).body.message).toBe(
        'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
      )
    })
  })
}
