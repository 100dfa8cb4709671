import { describe, expect, it } from 'vitest'
import type { Service } from '../../../lib/ports/kubernetes-types.ts'
import { hostsFile, type NamedPod, reachedServices, serviceLines } from '../../../local/pod-runner/hosts-file.ts'

const driver: NamedPod = { name: 'driver', namespace: 'jobs', labels: { role: 'driver' }, address: '127.77.0.2' }
const executor: NamedPod = { name: 'exec-1', namespace: 'jobs', labels: { role: 'executor' }, address: '127.77.0.3' }
const service = (namespace: string, selector?: Record<string, string>): Service => ({
  metadata: { name: 'driver-svc', namespace },
  spec: { clusterIP: 'None', ...(selector ? { selector } : {}) },
})

interface Known {
  readonly services?: readonly Service[]
  readonly pods?: readonly NamedPod[]
  readonly inherited?: string
}

const fileOf = ({
  services = [service('jobs', { role: 'driver' })],
  pods = [driver, executor],
  inherited = '',
}: Known = {}) => {
  const lines = serviceLines(reachedServices(services, pods), executor.namespace)
  return hostsFile({ pod: executor, machine: 'laptop', services: lines, inherited })
}

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

  it('selects pods that have every label of the selector, at all their addresses', () => {
    const labels = { role: 'driver', app: 'a' }
    const pods = [driver, { ...driver, labels, address: '127.77.0.4' }, { ...driver, labels, address: '127.77.0.5' }]
    const [reached] = reachedServices([service('jobs', labels)], pods)
    expect(reached?.addresses).toEqual(['127.77.0.4', '127.77.0.5'])
  })

  it('is made in no time where there are hundreds of pods and thousands of services', () => {
    const ids = Array.from({ length: 5_000 }, (_, i) => String(i))
    const services = ids.map((app) => service('jobs', { role: 'driver', app }))
    const pods = ids.slice(0, 250).map((app) => ({ ...driver, labels: { role: 'driver', app } }))
    const begun = performance.now()
    expect(reachedServices(services, pods)).toHaveLength(250)
    expect(performance.now() - begun).toBeLessThan(500)
  })

  it("inherits the machine's own file, but for what means the pod itself", () => {
    const inherited = '127.0.0.1 localhost\n127.0.1.1 laptop build.local # old name\n# nothing\n10.0.0.9 nas\n'
    const lines = fileOf({ services: [], inherited }).split('\n')
    expect(lines.slice(2)).toEqual(['127.0.1.1 build.local', '10.0.0.9 nas', ''])
  })
})
