import { readFile } from 'node:fs/promises'

const ROOT = new URL('../../', import.meta.url)

/** The blocks of shell commands in the README, or another document, in their order, by the heading that they stand below. */
export const shellBlocks = async (document = 'README.md'): Promise<ReadonlyMap<string, readonly string[]>> => {
  const blocks = new Map<string, readonly string[]>()
  for (const section of (await readFile(new URL(document, ROOT), 'utf8')).split(/^## /m)) {
    const [heading = ''] = section.split('\n', 1)
    const found = section.matchAll(/^```sh\n(.*?)^```$/gms)
    blocks.set(
      heading,
      [...found].map(([, commands = '']) => commands),
    )
  }
  return blocks
}
