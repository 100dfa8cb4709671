import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))

/** Bundles the driver image's entrypoint into one file: all that the image needs of sparkdrop. */
export const bundleDriver = async (outfile: string): Promise<void> => {
  await build({
    entryPoints: [MAIN],
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

if (import.meta.main) {
  const [outfile] = process.argv.slice(2)
  if (outfile === undefined) throw new Error('say which file to write: node images/driver/bundle.ts OUT')
  await bundleDriver(outfile)
}
