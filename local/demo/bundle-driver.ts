import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const MAIN = fileURLToPath(new URL('../../images/driver/main.ts', import.meta.url))

/** The driver image's program as one file, as its Dockerfile gets it. */
export const bundleDriver = async (folder: string): Promise<string> => {
  const outfile = join(folder, 'driver.mjs')
  await build({
    entryPoints: [MAIN],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  })
  return outfile
}
