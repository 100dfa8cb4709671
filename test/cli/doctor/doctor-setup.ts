import { ApiClient } from '../../../lib/cli/api-client/api-client.ts'
import { type Examination, examineDeployment } from '../../../lib/cli/doctor/examine-deployment.ts'
import type { Finding } from '../../../lib/cli/doctor/finding.ts'
import { FakeCluster } from './fake-cluster.ts'
import { FakeStack, VERSION } from './fake-stack.ts'

export type Told = Finding & { readonly section: string }

/** A deployment of fakes in which everything is well, until a test changes something. */
export class DoctorSetup {
  readonly stack = new FakeStack()
  readonly cluster = new FakeCluster()

  async examine(overrides: Partial<Examination> = {}): Promise<readonly Told[]> {
    const { timers } = this.cluster
    const sections = await examineDeployment({
      version: VERSION,
      timers,
      stack: { name: 'sparkdrop', look: this.stack },
      hasApi: false,
      openApi: async (url = '') =>
        new ApiClient({ url, authorize: async ({ headers }) => headers, timers, signal: new AbortController().signal }),
      clusters: [this.cluster],
      namespaces: [],
      forwarderNamespace: 'sparkdrop',
      ...overrides,
    })
    return sections.flatMap(({ title, findings }) => findings.map((finding) => ({ section: title, ...finding })))
  }

  /** All that is not well. */
  async trouble(overrides: Partial<Examination> = {}): Promise<readonly Told[]> {
    return (await this.examine(overrides)).filter(({ verdict }) => verdict !== 'ok')
  }
}
