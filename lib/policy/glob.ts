const compiled = new Map<string, RegExp>()

const compile = (glob: string): RegExp => {
  const source = glob
    .split(/(\*\*|\*)/)
    .map((piece) => {
      if (piece === '**') return '[^]*'
      return piece === '*' ? '[^/]*' : piece.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    })
    .join('')
  return new RegExp(`^${source}$`)
}

/** True where the text matches the glob: `*` stands for anything without a slash, `**` for anything at all. */
export const matchesGlob = (glob: string, text: string): boolean => {
  const known = compiled.get(glob)
  if (known) return known.test(text)
  const fresh = compile(glob)
  compiled.set(glob, fresh)
  return fresh.test(text)
}

export const matchesAny = (globs: readonly string[], text: string): boolean =>
  globs.some((glob) => matchesGlob(glob, text))
