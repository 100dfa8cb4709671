import { globMatcher } from './glob-matcher.ts'

/** One piece of a path, between two slashes. */
export interface GlobComponent {
  /** What its first characters are in any case: all of them where `matches` is absent. */
  readonly literal: string
  /** Which names it stands for. */
  readonly matches?: (name: string) => boolean
}

const MOST_PATHS = 1000

/** Whether the path may stand for others than itself. */
export const isGlob = (path: string): boolean => /[*?[{]/.test(path)

function component(glob: string): GlobComponent {
  const [before = ''] = /^(?:\\.|[^\\*?[{])*/s.exec(glob) ?? []
  const literal = before.replace(/\\(.)/gs, '$1')
  return before.length === glob.length ? { literal } : { literal, matches: globMatcher(glob) }
}

/** Where the group that begins at `start` ends, and where its alternatives are parted; none where it does not end. */
function groupAt(
  glob: string,
  start: number,
): { readonly end: number; readonly commas: readonly number[] } | undefined {
  const commas: number[] = []
  let depth = 0
  for (let i = start; i < glob.length; i++) {
    if (glob[i] === '\\') i++
    else if (glob[i] === '{') depth++
    else if (glob[i] === '}' && --depth === 0) return { end: i, commas }
    else if (glob[i] === ',' && depth === 1) commas.push(i)
  }
  return undefined
}

/** Without the groups that have slashes in them: such a glob is several. Follows Hadoop's GlobExpander. */
function* flattened(glob: string): Generator<string> {
  for (let i = 0; i < glob.length; i++) {
    if (glob[i] === '\\') i++
    const group = glob[i] === '{' ? groupAt(glob, i) : undefined
    if (group === undefined || !glob.slice(i, group.end).includes('/')) continue
    const bounds = [i, ...group.commas, group.end]
    for (const [index, end] of bounds.slice(1).entries()) {
      const alternative = glob.slice((bounds[index] ?? 0) + 1, end)
      yield* flattened(glob.slice(0, i) + alternative + glob.slice(group.end + 1))
    }
    return
  }
  yield glob
}

/**
 * The paths that a glob stands for, each as its pieces.
 * @throws SyntaxError where it is no glob, or stands for very many
 */
export function globPaths(glob: string): readonly (readonly GlobComponent[])[] {
  const paths: string[] = []
  for (const path of flattened(glob)) {
    if (paths.push(path) > MOST_PATHS) throw new SyntaxError(`${glob} stands for more than ${MOST_PATHS} paths`)
  }
  return paths.map((path) =>
    path
      .split('/')
      .filter((piece) => piece !== '')
      .map(component),
  )
}
