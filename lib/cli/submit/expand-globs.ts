import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { type FileTree, globFiles } from '../../files/glob-files.ts'
import { isGlob } from '../../files/hadoop-glob.ts'
import { type ResolvedGlobs, resolveGlobs } from '../../files/resolve-globs.ts'
import { resolveUri } from '../../submission/arguments/resolve-uri.ts'
import { clientPath } from './client-path.ts'

/** Hadoop keeps such files beside those that it writes, and never shows them. */
const isChecksum = (name: string): boolean => name.startsWith('.') && name.endsWith('.crc')

/** The files of this machine. */
const thisMachine: FileTree = {
  isFile: async (path) => (await stat(`/${path}`).catch(() => undefined))?.isFile() ?? false,
  list: async (folder, prefix) => {
    const all = await readdir(`/${folder}`).catch(() => [])
    const names = all.filter((name) => name.startsWith(prefix) && !isChecksum(name))
    const found = await Promise.all(
      names.map(async (name) => ({ name, as: await stat(join('/', folder, name)).catch(() => undefined) })),
    )
    return {
      files: found.filter(({ as }) => as?.isFile()).map(({ name }) => name),
      folders: found.filter(({ as }) => as?.isDirectory()).map(({ name }) => name),
    }
  },
}

/**
 * The conf with every glob of files on this machine (`/opt/libs/*.jar`) in its lists replaced by what it stands for.
 * Globs elsewhere are left to Spark in the driver.
 *
 * @throws InvalidJobError INVALID_GLOB, AMBIGUOUS_FILES where several files would get one `#name`
 */
export const withGlobsExpanded = (conf: SparkConf): Promise<ResolvedGlobs> =>
  resolveGlobs(conf, async (uri) => {
    const path = /^file:/i.test(uri) ? clientPath(uri, '/') : ''
    if (!isGlob(path)) return undefined
    const files = await globFiles(thisMachine, path.slice(1))
    return files.map((file) => resolveUri(`/${file}`, '/'))
  })
