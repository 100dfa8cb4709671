import { type GlobComponent, globPaths, isGlob } from './hadoop-glob.ts'

/** Names of what lies directly in a folder. */
export interface FolderListing {
  readonly files: readonly string[]
  readonly folders: readonly string[]
}

/** Files below folders, wherever they are. Paths have no slash at either end; the root is the empty one. */
export interface FileTree {
  /** What there is in the folder whose name begins with `prefix`; nothing where there is no such folder. */
  list(folder: string, prefix: string): Promise<FolderListing>
  isFile(path: string): Promise<boolean>
}

const join = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)

async function matches(
  tree: FileTree,
  folder: string,
  { literal, matches: isMeant }: GlobComponent,
  isLast: boolean,
): Promise<readonly string[]> {
  if (isMeant === undefined) {
    const path = join(folder, literal)
    return !isLast || (await tree.isFile(path)) ? [path] : []
  }
  const { files, folders } = await tree.list(folder, literal)
  return (isLast ? files : folders).filter(isMeant).map((name) => join(folder, name))
}

async function walk(tree: FileTree, components: readonly GlobComponent[]): Promise<readonly string[]> {
  let found: readonly string[] = ['']
  for (const [index, component] of components.entries()) {
    const isLast = index === components.length - 1
    found = (await Promise.all(found.map((folder) => matches(tree, folder, component, isLast)))).flat()
  }
  return found
}

/** As it is compared in Java, where a path is part of a URI. */
const asUri = (path: string): string =>
  path.replace(/[ "%<>[\\\]^`{|}?#]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

const byUri = (left: string, right: string): number => {
  const [one, other] = [asUri(left), asUri(right)]
  return one < other ? -1 : Number(one > other)
}

/**
 * The files that a glob stands for, in Hadoop's order; a file that is called just like the glob is meant itself.
 * Follows FileSystem.globStatus, as DependencyUtils.resolveGlobPath uses it: folders are left out.
 *
 * @throws SyntaxError where it is no glob
 */
export async function globFiles(tree: FileTree, glob: string): Promise<readonly string[]> {
  if (!isGlob(glob) || (await tree.isFile(glob))) return [glob]
  const found = await Promise.all(globPaths(glob).map((components) => walk(tree, components)))
  return [...new Set(found.flat())].toSorted(byUri)
}
