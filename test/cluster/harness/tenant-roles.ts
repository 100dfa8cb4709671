import { readFileSync } from 'node:fs'
import { parse, parseAllDocuments } from 'yaml'
import type { KubernetesObject } from '../../../lib/ports/kubernetes-types.ts'

const TENANT = new URL('../../../infra/kubernetes/tenant/', import.meta.url)
const SHIPPED_NAMESPACE = 'spark-jobs'

interface Subject {
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

type Manifest = KubernetesObject & { readonly subjects?: readonly Subject[] }

const read = (file: string): string => readFileSync(new URL(file, TENANT), 'utf8')

const listed = (): readonly string[] => (parse(read('kustomization.yaml')) as { resources: string[] }).resources

/** What the project ships for a namespace that jobs run in, for another namespace, as an overlay would have it. */
export const tenantRoles = (namespace: string, { volumes = false } = {}): readonly KubernetesObject[] =>
  [...listed(), ...(volumes ? ['volumes.yaml'] : [])]
    .flatMap((file) => parseAllDocuments(read(file)).map((document) => document.toJS() as Manifest))
    .map((manifest) => ({
      ...manifest,
      metadata: { ...manifest.metadata, namespace },
      ...(manifest.subjects === undefined ? {} : { subjects: manifest.subjects.map(moved(namespace)) }),
    }))

const moved =
  (namespace: string) =>
  (subject: Subject): Subject =>
    subject.namespace === SHIPPED_NAMESPACE ? { ...subject, namespace } : subject

/** The binding that documentation asks for where the submitter is a service account instead of a member of the group. */
export const submitterBinding = (namespace: string, role: string): KubernetesObject & Record<string, unknown> => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: `${role}-account`, namespace },
  subjects: [{ kind: 'ServiceAccount', name: 'submitter', namespace }],
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role },
})
