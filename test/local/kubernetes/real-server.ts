import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { ServerAccess } from '../../contracts/kubernetes-api/api-under-test.ts'

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: Readonly<Record<string, string>> }[]
  readonly users: readonly { readonly user: Readonly<Record<string, string>> }[]
}

/** The real API server that the contract is also tried on, where a kubeconfig is named; it must hold a token. */
export const realServer = (): ServerAccess | undefined => {
  const path = process.env['SPARKDROP_TEST_KUBECONFIG']
  if (path === undefined || path === '') return undefined
  const kubeconfig = parse(readFileSync(path, 'utf8')) as Kubeconfig
  const cluster = kubeconfig.clusters[0]?.cluster ?? {}
  const data = cluster['certificate-authority-data']
  const file = cluster['certificate-authority']
  const ca = data === undefined ? file && readFileSync(file, 'utf8') : Buffer.from(data, 'base64').toString()
  const token = kubeconfig.users[0]?.user['token']
  return {
    url: cluster['server'] ?? '',
    ...(token === undefined ? {} : { token }),
    ...(ca === undefined ? {} : { ca }),
  }
}
