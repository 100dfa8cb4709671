import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClusterCredentials } from '../../lib/kubernetes/cluster-connection.ts'
import { type KubeconfigConnection, kubeconfigConnection } from '../../lib/kubernetes/kubeconfig-connection.ts'
import type { Timers } from '../../lib/kubernetes/timers.ts'

export const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** What looks like PEM to those who do not look inside. */
export const pem = (text: string): string => `-----BEGIN ${text}-----\n`

/** A kubeconfig of the context `main`, with the cluster `c` and the user `u`. */
export const kubeconfig = (user: object, cluster: object = { server: 'https://10.0.0.1:6443' }): string =>
  JSON.stringify({
    'current-context': 'main',
    contexts: [{ name: 'main', context: { cluster: 'c', user: 'u', namespace: 'jobs' } }],
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user }],
  })

/** A folder with kubeconfigs and what they refer to. */
export class KubeconfigFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'kubeconfig-'))

  remove(): void {
    rmSync(this.path, { recursive: true })
  }

  write(name: string, text: string): string {
    const path = join(this.path, name)
    writeFileSync(path, text)
    return path
  }

  open(text: string, options: { context?: string; timers?: Timers } = {}): KubeconfigConnection {
    return kubeconfigConnection({ files: [this.write('config', text)], ...options })
  }

  signIn(user: object, cluster?: object): Promise<ClusterCredentials> {
    return this.open(kubeconfig(user, cluster)).connection.credentials.get()
  }
}
