/**
 * Expands `$(NAME)` as Kubernetes does in `command`, `args` and `env`: an unknown name stays as it is written, and
 * `$$` is a dollar sign, so that `$$(NAME)` is never expanded.
 */
export const expandVariables = (text: string, variables: ReadonlyMap<string, string>): string =>
  text.replace(/\$(?:\$|\(([^)]*)\))/g, (whole, name: string | undefined) =>
    name === undefined ? '$' : (variables.get(name) ?? whole),
  )
