import { readFile } from 'node:fs/promises'

const README = new URL('../../README.md', import.meta.url)

/** The blocks of shell commands in the README, in their order, by the heading that they stand below. */
export const shellBlocks = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
  const blocks = new Map<string, readonly string[]>()
  for (const section of (await readFile(README, 'utf8')).split(/^## /m)) {
    const [heading = ''] = section.split('\n', 1)
    const found = section.matchAll(/^```sh\n(.*?)^```$/gms)
    blocks.set(
      heading,
      [...found].map(([, commands = '']) => commands),
    )
  }
  return blocks
}
