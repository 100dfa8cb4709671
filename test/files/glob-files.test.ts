import { describe, expect, it } from 'vitest'
import { type FileTree, globFiles } from '../../lib/files/glob-files.ts'

/** Files by their paths, and which folders were looked into. */
const treeOf = (...paths: string[]): FileTree & { readonly listed: string[] } => {
  const listed: string[] = []
  return {
    listed,
    isFile: async (path) => paths.includes(path),
    list: async (folder, prefix) => {
      listed.push(`${folder}:${prefix}`)
      const below = folder === '' ? '' : `${folder}/`
      const rest = paths.filter((path) => path.startsWith(below)).map((path) => path.slice(below.length))
      const meant = rest.filter((path) => path.startsWith(prefix))
      return {
        files: meant.filter((path) => !path.includes('/')),
        folders: [...new Set(meant.filter((path) => path.includes('/')).map((path) => path.replace(/\/.*/, '')))],
      }
    },
  }
}

describe('files by a glob', () => {
  it('are those of the folder, and none below it', async () => {
    const tree = treeOf('jars/b.jar', 'jars/a.jar', 'jars/no.txt', 'jars/deep/c.jar', 'd.jar')
    expect(await globFiles(tree, 'jars/*.jar')).toEqual(['jars/a.jar', 'jars/b.jar'])
    expect(tree.listed).toEqual(['jars:'])
  })

  it('may be in several folders, each looked into for what begins as the glob does', async () => {
    const tree = treeOf('lib-1/x/app-1.jar', 'lib-2/x/app-2.jar', 'lib-2/y/app-3.jar', 'other/x/app-4.jar')
    expect(await globFiles(tree, 'lib-*/x/app-?.jar')).toEqual(['lib-1/x/app-1.jar', 'lib-2/x/app-2.jar'])
    expect(tree.listed).toEqual([':lib-', 'lib-1/x:app-', 'lib-2/x:app-'])
  })

  it('may have a fixed name in folders that are meant by a pattern', async () => {
    const tree = treeOf('a/app.jar', 'b/other.jar', 'c/app.jar/inside')
    expect(await globFiles(tree, '*/app.jar')).toEqual(['a/app.jar'])
  })

  it('may be alternatives across folders, each file once', async () => {
    const tree = treeOf('a/x.jar', 'b/c/y.jar', 'b/c/z.txt')
    expect(await globFiles(tree, '{a/x,b/c/*,b/{c/y,d}}.jar')).toEqual(['a/x.jar', 'b/c/y.jar'])
  })

  it('are in the order of their URIs in Java', async () => {
    const names = ['b.jar', 'éx.jar', 'a.jar', 'Z.jar', 'a b.jar', '.hidden.jar', 'a[1].jar', 'a1.jar']
    expect(await globFiles(treeOf(...names), '*.jar')).toEqual([
      ...['.hidden.jar', 'Z.jar', 'a b.jar', 'a[1].jar', 'a.jar', 'a1.jar', 'b.jar', 'éx.jar'],
    ])
  })

  it('are the one that is called just like the glob', async () => {
    const tree = treeOf('a[1].jar', 'a1.jar')
    expect(await globFiles(tree, 'a[1].jar')).toEqual(['a[1].jar'])
    expect(await globFiles(tree, 'a\\[?\\].jar')).toEqual(['a[1].jar'])
  })

  it('are left as they are named where there is no pattern', async () => {
    expect(await globFiles(treeOf(), 'none.jar')).toEqual(['none.jar'])
  })

  it('are none where nothing matches', async () => {
    expect(await globFiles(treeOf('a.jar'), 'none/*.jar')).toEqual([])
  })

  it('cannot be told by an unfinished glob, or by one that stands for too many', async () => {
    await expect(globFiles(treeOf(), '{a/b,c')).rejects.toThrow(SyntaxError)
    await expect(globFiles(treeOf(), '{a/,b/}'.repeat(20))).rejects.toThrow('more than 1000 paths')
  })
})
