import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/**
 * Bundles the command into `outdir` as `sparkdrop.mjs` and the parts that it loads only when they are needed: the AWS
 * SDK, the kubeconfig's client, YAML.
 */
export async function buildCommand(outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true })
  await build({
    entryPoints: { sparkdrop: here('main.ts') },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'warning',
    // CommonJS modules within look for `require`.
    banner: {
      js: "import { createRequire as sparkdropRequire } from 'node:module';const require = sparkdropRequire(import.meta.url);",
    },
  })
}

if (import.meta.main) await buildCommand(here('../../dist/cli'))
