import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { SUBMITTER_GROUP } from '../../infra/constructs/cluster-access.ts'

interface Rule {
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
}

interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly rules?: readonly Rule[]
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[]
  readonly roleRef?: { readonly kind: string; readonly name: string }
  readonly automountServiceAccountToken?: boolean
}

const FOLDER = new URL('../../infra/kubernetes/', import.meta.url)

const manifests = (folder: string): Manifest[] =>
  readdirSync(new URL(folder, FOLDER))
    .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
    .flatMap((file) => parseAllDocuments(readFileSync(new URL(folder + file, FOLDER), 'utf8')))
    .map((document) => document.toJS() as Manifest)

const all = [...manifests('tenant/'), ...manifests('forwarder/')]

/** `resource:verb` of a role, as one sorted list. */
const rights = (name: string): string[] =>
  all
    .filter(({ kind, metadata }) => kind === 'Role' && metadata.name === name)
    .flatMap(({ rules = [] }) => rules)
    .flatMap(({ resources, verbs }) => resources.flatMap((resource) => verbs.map((verb) => `${resource}:${verb}`)))
    .sort()

const each = (resource: string, ...verbs: readonly string[]): string[] => verbs.map((verb) => `${resource}:${verb}`)

describe('the rights in the cluster', () => {
  it('end at the namespace', () => {
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['Role', 'RoleBinding', 'ServiceAccount']))
    for (const { metadata } of all) expect(metadata.namespace).toBeTruthy()
  })

  it('have no wildcards, and nothing that leads to more rights', () => {
    for (const { rules = [] } of all) {
      for (const { resources, verbs } of rules) {
        expect(verbs).not.toContain('*')
        for (const resource of resources) {
          expect(resource).not.toMatch(/\*|secrets|pods\/exec|pods\/attach|serviceaccounts|roles/)
        }
      }
    }
  })

  it('let the submitter make groups of pods where Volcano places them', () => {
    expect(rights('sparkdrop-submitter-volcano')).toEqual(each('podgroups', 'create', 'delete', 'get'))
  })

  it('let the submitter keep pods, services and configmaps, and list what was said of pods', () => {
    const verbs = ['create', 'get', 'list', 'patch', 'delete']
    expect(rights('sparkdrop-submitter')).toEqual(
      [
        ...['pods', 'services', 'configmaps'].flatMap((it) => each(it, ...verbs)),
        'pods/log:get',
        'namespaces:get',
        'events:list',
      ].sort(),
    )
  })

  it('bind the submitter to the group that the access entries name', () => {
    const subjects = all.filter(({ roleRef }) => roleRef?.name === 'sparkdrop-submitter').flatMap((it) => it.subjects)
    expect(subjects).toEqual([{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: SUBMITTER_GROUP }])
  })

  it('let a driver keep its executors, and clean up after itself', () => {
    expect(rights('spark-driver')).toEqual(
      [
        ...each('pods', 'create', 'get', 'list', 'watch', 'patch', 'delete', 'deletecollection'),
        ...each('configmaps', 'create', 'list', 'delete', 'deletecollection'),
        ...each('services', 'list', 'delete', 'deletecollection'),
      ].sort(),
    )
  })

  it('let the forwarder look, and hold its lease', () => {
    const looks = ['get', 'list', 'watch']
    expect(rights('pod-event-forwarder')).toEqual(
      [...each('pods', ...looks), 'pods/log:get', ...each('events', ...looks)].sort(),
    )
    expect(rights('pod-event-forwarder-lease')).toEqual(each('leases', 'create', 'get', 'update'))
  })

  it('let forwarder and submitter see Events in the namespaces of jobs alone', () => {
    const seeing = all.filter(({ rules = [] }) => rules.some(({ resources }) => resources.includes('events')))
    expect(seeing.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`).sort()).toEqual([
      'Role spark-jobs/pod-event-forwarder',
      'Role spark-jobs/sparkdrop-submitter',
    ])
  })

  it('leave an executor without any, and without a token', () => {
    const executor = all.find(({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === 'spark-executor')
    expect(executor?.automountServiceAccountToken).toBe(false)
    expect(all.flatMap(({ subjects = [] }) => subjects).map(({ name }) => name)).not.toContain('spark-executor')
  })

  it('are bound to roles that exist, for service accounts that exist', () => {
    const named = (kind: string) =>
      all.filter((it) => it.kind === kind).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
    for (const { kind, metadata, roleRef, subjects = [] } of all) {
      if (kind !== 'RoleBinding') continue
      expect(named('Role')).toContain(`${metadata.namespace}/${roleRef?.name}`)
      for (const subject of subjects) {
        if (subject.kind === 'ServiceAccount')
          expect(named('ServiceAccount')).toContain(`${subject.namespace}/${subject.name}`)
      }
    }
  })
})
