import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { Cluster } from '../../ports/cluster.ts'
import type { Pod } from '../../ports/kubernetes-types.ts'
import type { SubmissionId } from './submission-id.ts'

const DRIVERS = 'spark-role=driver'

async function listed(cluster: Cluster, namespace: string | undefined): Promise<readonly Pod[]> {
  const pods: Pod[] = []
  let next: string | undefined
  do {
    const where = namespace === undefined ? {} : { namespace }
    const page = await cluster.listPods({ ...where, labelSelector: DRIVERS, ...(next === undefined ? {} : { next }) })
    pods.push(...page.pods)
    next = page.next
  } while (next !== undefined)
  return pods
}

/**
 * The pods that the id stands for. A glob without a namespace looks in the default one, or in all where there is none.
 * @param defaultNamespace of the kubeconfig's context
 * @throws InvalidJobError NAMESPACE_MISSING where a single pod's namespace is not known
 */
export async function selectDrivers(
  cluster: Cluster,
  { namespace: named, name, isGlob }: SubmissionId,
  defaultNamespace: string | undefined,
): Promise<readonly Pod[]> {
  const namespace = named ?? defaultNamespace
  if (isGlob) {
    const pods = await listed(cluster, namespace)
    return pods.filter(({ metadata }) => metadata?.name?.startsWith(name))
  }
  if (namespace === undefined) {
    const message = `namespace not specified for ${name}, and no kubeconfig names one: write namespace:${name}`
    throw new InvalidJobError('NAMESPACE_MISSING', message, { details: { value: name } })
  }
  const pod = await cluster.getPod(namespace, name)
  return pod === undefined ? [] : [pod]
}
