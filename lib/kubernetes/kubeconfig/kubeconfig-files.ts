import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** Where kubectl looks: the files that `KUBECONFIG` lists, else `~/.kube/config`. */
export function kubeconfigFiles({ KUBECONFIG, HOME }: Readonly<Record<string, string | undefined>>): readonly string[] {
  if (!KUBECONFIG) return [join(HOME || homedir(), '.kube', 'config')]
  return KUBECONFIG.split(delimiter).filter((file) => file !== '')
}
