import { describe, expect, it } from 'vitest'
import type { ApiUnderTest } from './api-under-test.ts'
import { podBody } from './samples.ts'

/** What an API server says of a pod's log before it asks the kubelet. */
export const logsContract = (api: () => ApiUnderTest): void => {
  describe('the log of a pod', () => {
    it('needs the name of one of its containers where there are several', async () => {
      const { path, name } = await api().place('pods')
      await api().post(
        path,
        podBody(name, {
          containers: [
            { name: 'c', image: 'i' },
            { name: 'd', image: 'i' },
          ],
        }),
      )
      expect((await api().get(`${path}/${name}/log`)).body.message).toBe(
        `a container name must be specified for pod ${name}, choose one of: [c d]`,
      )
      expect((await api().get(`${path}/${name}/log?container=e`)).body.message).toBe(
        `container e is not valid for pod ${name}`,
      )
    })

    it.each([
      ['tailLines=-1', 'tailLines: Invalid value: -1: must be greater than or equal to 0'],
      ['limitBytes=0', 'limitBytes: Invalid value: 0: must be greater than 0'],
      ['sinceSeconds=0', 'sinceSeconds: Invalid value: 0: must be greater than 0'],
      [
        'sinceSeconds=1&sinceTime=2024-01-01T00:00:00Z',
        '[]: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified',
      ],
    ])('is not given with %s', async (query, problem) => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name))
      const { status, body } = await api().get(`${path}/${name}/log?${query}`)
      expect([status, body.message]).toEqual([422, `PodLogOptions "${name}" is invalid: ${problem}`])
    })

    it('is not given from a time that is none', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name))
      const { status, body } = await api().get(`${path}/${name}/log?sinceTime=soon`)
      expect([status, body.reason]).toEqual([400, 'BadRequest'])
      expect(body.message).toContain('parsing time "soon" as "2006-01-02T15:04:05Z07:00"')
    })

    it('is empty where no node runs the pod, and not found where there is no pod', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name, { nodeSelector: { 'contract.test/none': 'such' } }))
      const { text, status } = await api().get(`${path}/${name}/log`)
      expect([status, text]).toEqual([204, ''])
      expect((await api().get(`${path}/gone/log`)).body.message).toBe('pods "gone" not found')
    })
  })
}
