/** The names that occur twice in one object of a JSON text, as paths. */
export const duplicateFields = (text: string): string[] => {
  const found: string[] = []
  const scopes: { names: Set<string>; name: string; index: number; list: boolean }[] = []
  const path = (): string =>
    scopes
      .map((scope) => (scope.list ? `[${scope.index}]` : `.${scope.name}`))
      .join('')
      .replace(/^\./, '')
  const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\],]/g
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const token = match[0]
    const scope = scopes.at(-1)
    if (token === '{' || token === '[') scopes.push({ names: new Set(), name: '', index: 0, list: token === '[' })
    else if (token === '}' || token === ']') scopes.pop()
    else if (token === ',') {
      if (scope?.list) scope.index += 1
    } else if (match[1] !== undefined && scope !== undefined && !scope.list) {
      scope.name = JSON.parse(token.slice(0, token.lastIndexOf('"') + 1)) as string
      if (scope.names.has(scope.name)) found.push(path())
      scope.names.add(scope.name)
    }
  }
  return found
}
