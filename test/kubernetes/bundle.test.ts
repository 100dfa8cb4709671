import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

const packagesOf = async (entry: string): Promise<Set<string>> => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(`../../lib/kubernetes/${entry}`, import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
  })
  const names = Object.keys(metafile.inputs).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? '')
  return new Set(names.filter(Boolean))
}

describe('what a function loads to reach a cluster', () => {
  it('holds no Kubernetes client and no HTTP client of its own: they would be most of a cold start', async () => {
    const packages = await packagesOf('open-cluster.ts')
    expect([...packages].filter((name) => name.startsWith('@kubernetes') || name === 'undici')).toEqual([])
    expect(packages).toContain('@smithy/signature-v4')
  })

  it('is no more than YAML besides where a kubeconfig leads there', async () => {
    expect([...(await packagesOf('kubeconfig-connection.ts'))]).toEqual(['yaml'])
  })

  it('is nothing but our own code where the connection is known', async () => {
    expect([...(await packagesOf('rest-cluster.ts'))]).toEqual([])
    expect([...(await packagesOf('reflector.ts'))]).toEqual([])
  })
})
