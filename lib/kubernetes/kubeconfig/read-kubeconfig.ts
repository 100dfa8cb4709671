import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parse } from 'yaml'
import { isRecord, KubeconfigEntry } from './kubeconfig-entry.ts'
import { invalidKubeconfig } from './kubeconfig-error.ts'

type Entries = ReadonlyMap<string, KubeconfigEntry>

/** What one kubeconfig says, or several that are read as one. */
export interface Kubeconfig {
  readonly currentContext?: string
  readonly contexts: Entries
  readonly clusters: Entries
  readonly users: Entries
}

function parsed(file: string): Readonly<Record<string, unknown>> {
  let content: unknown
  try {
    content = parse(readFileSync(file, 'utf8')) ?? {}
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw invalidKubeconfig(`the kubeconfig ${file} cannot be read: ${said.trim()}`, cause)
  }
  if (isRecord(content)) return content
  throw invalidKubeconfig(`${file} is no kubeconfig: it holds neither contexts nor clusters nor users`)
}

/** The entries of a list such as `users`, each of which holds its values below a name in the singular. */
function entries(file: string, config: KubeconfigEntry, list: string, kind: string): [string, KubeconfigEntry][] {
  return config.list(list).map((item) => {
    const name = isRecord(item) ? item['name'] : undefined
    if (!isRecord(item) || typeof name !== 'string') {
      throw invalidKubeconfig(`the kubeconfig ${file}: each of ${list} must have a name that is text`)
    }
    const title = `${kind} "${name}"`
    const values = item[kind] ?? {}
    if (!isRecord(values)) throw invalidKubeconfig(`the kubeconfig ${file}: ${title} must hold settings`)
    return [name, new KubeconfigEntry(title, values, dirname(file))]
  })
}

function readOne(file: string): Kubeconfig {
  const config = new KubeconfigEntry(`the kubeconfig ${file}`, parsed(file), dirname(file))
  const currentContext = config.text('current-context')
  return {
    ...(currentContext === undefined ? {} : { currentContext }),
    contexts: new Map(entries(file, config, 'contexts', 'context')),
    clusters: new Map(entries(file, config, 'clusters', 'cluster')),
    users: new Map(entries(file, config, 'users', 'user')),
  }
}

/**
 * Reads kubeconfigs as kubectl does: files that are absent are left out, and of entries of one name the first one counts,
 * with nothing taken from the others.
 *
 * @throws SparkdropError KUBECONFIG_INVALID, naming the file
 */
export function readKubeconfig(files: readonly string[]): Kubeconfig {
  const there = files.filter((file) => existsSync(file))
  if (there.length === 0) {
    throw invalidKubeconfig(`there is no kubeconfig: ${files.join(', ')} cannot be read, as there is no such file`)
  }
  const all = there.map(readOne)
  const currentContext = all.map((one) => one.currentContext).find((name) => name !== undefined)
  // The first one last: a map keeps what it is told last.
  const merged = (of: (one: Kubeconfig) => Entries): Entries => new Map(all.toReversed().flatMap((one) => [...of(one)]))
  return {
    ...(currentContext === undefined ? {} : { currentContext }),
    contexts: merged(({ contexts }) => contexts),
    clusters: merged(({ clusters }) => clusters),
    users: merged(({ users }) => users),
  }
}
