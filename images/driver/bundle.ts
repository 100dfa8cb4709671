import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const bundle = async (source: string, outfile: string): Promise<void> => {
  await build({
    entryPoints: [fileURLToPath(source)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    // CommonJS modules within look for `require`.
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
  })
}

/** Bundles what the driver image needs of sparkdrop into a folder: the entrypoint and the scheduler loop, a file each. */
export const bundleDriver = async (folder: string): Promise<void> => {
  await Promise.all([
    bundle(import.meta.resolve('./main.ts'), join(folder, 'driver.mjs')),
    bundle(import.meta.resolve('./scheduler/main.ts'), join(folder, 'scheduler.mjs')),
  ])
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2)
  if (folder === undefined) throw new Error('say which folder to write to: node images/driver/bundle.ts OUT')
  await bundleDriver(folder)
}
