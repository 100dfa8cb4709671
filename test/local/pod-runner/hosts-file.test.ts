import { describe, expect, it } from 'vitest'
import type { Service } from '../../../lib/ports/kubernetes-types.ts'
import { hostsFile, type NamedPod } from '../../../local/pod-runner/hosts-file.ts'

const driver: NamedPod = { name: 'driver', namespace: 'jobs', labels: { role: 'driver' }, address: '127.77.0.2' }
const executor: NamedPod = { name: 'exec-1', namespace: 'jobs', labels: { role: 'executor' }, address: '127.77.0.3' }
const service = (namespace: string, selector?: Record<string, string>): Service => ({
  metadata: { name: 'driver-svc', namespace },
  spec: { clusterIP: 'None', ...(selector ? { selector } : {}) },
})

const fileOf = (overrides: Partial<Parameters<typeof hostsFile>[0]> = {}) =>
  hostsFile({
    pod: executor,
    machine: 'laptop',
    services: [service('jobs', { role: 'driver' })],
    pods: [driver, executor],
    inherited: '',
    ...overrides,
  })

describe("a pod's hosts file", () => {
  it('knows localhost, and the pod by its own name and by that of the machine', () => {
    expect(fileOf({ services: [] })).toBe('127.0.0.1 localhost\n127.77.0.3 exec-1 laptop\n')
  })

  it('knows a service of the same namespace in its four forms, at the pods that it selects', () => {
    expect(fileOf()).toContain(
      '127.77.0.2 driver-svc.jobs driver-svc.jobs.svc driver-svc.jobs.svc.cluster.local driver-svc\n',
    )
  })

  it('knows a service of another namespace by its longer names only', () => {
    const elsewhere = { ...driver, namespace: 'other' }
    const text = fileOf({ services: [service('other', { role: 'driver' })], pods: [elsewhere] })
    expect(text).toContain('127.77.0.2 driver-svc.other driver-svc.other.svc driver-svc.other.svc.cluster.local\n')
  })

  it('leaves out services that select no pod, or have no selector', () => {
    const text = fileOf({ services: [service('jobs', { role: 'none' }), service('jobs')] })
    expect(text).not.toContain('driver-svc')
  })

  it("inherits the machine's own file, but for what means the pod itself", () => {
    const inherited = '127.0.0.1 localhost\n127.0.1.1 laptop build.local # old name\n# nothing\n10.0.0.9 nas\n'
    const lines = fileOf({ services: [], inherited }).split('\n')
    expect(lines.slice(2)).toEqual(['127.0.1.1 build.local', '10.0.0.9 nas', ''])
  })
})
