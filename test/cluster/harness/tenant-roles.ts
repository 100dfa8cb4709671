import { readFileSync } from 'node:fs'
import { parse, parseAllDocuments } from 'yaml'
import type { KubernetesObject } from '../../../lib/ports/kubernetes-types.ts'

const TENANT = new URL('../../../infra/kubernetes/tenant/', import.meta.url)
/** The namespaces that the manifests name, of the jobs and of the forwarder. */
const SHIPPED = { jobs: 'spark-jobs', forwarder: 'sparkdrop' } as const

interface Subject {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

type Manifest = KubernetesObject & { readonly subjects?: readonly Subject[] }

const read = (file: string): string => readFileSync(new URL(file, TENANT), 'utf8')

const listed = (): readonly string[] => (parse(read('kustomization.yaml')) as { resources: string[] }).resources

export interface TenantRoles {
  /** Whether jobs may make persistent volume claims. */
  readonly volumes?: boolean
  /** The namespace of the forwarder that watches this one. */
  readonly forwarder?: string
}

/** What the project ships for a namespace that jobs run in, for another namespace, as an overlay would have it. */
export const tenantRoles = (
  namespace: string,
  { volumes = false, forwarder = SHIPPED.forwarder }: TenantRoles,
): readonly KubernetesObject[] => {
  const moved = (subject: Subject): Subject => {
    if (subject.namespace === SHIPPED.jobs) return { ...subject, namespace }
    return subject.namespace === SHIPPED.forwarder ? { ...subject, namespace: forwarder } : subject
  }
  return [...listed(), ...(volumes ? ['volumes.yaml'] : [])]
    .flatMap((file) => parseAllDocuments(read(file)).map((document) => document.toJS() as Manifest))
    .map((manifest) => ({
      ...manifest,
      metadata: { ...manifest.metadata, namespace },
      ...(manifest.subjects === undefined ? {} : { subjects: manifest.subjects.map(moved) }),
    }))
}

/** The binding that documentation asks for where the submitter is a service account instead of a member of the group. */
export const submitterBinding = (namespace: string, role: string): KubernetesObject & Record<string, unknown> => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: `${role}-account`, namespace },
  subjects: [{ kind: 'ServiceAccount', name: 'submitter', namespace }],
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role },
})
