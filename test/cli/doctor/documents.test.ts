import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { ADMISSION_POLICIES } from '../../../lib/cli/doctor/cluster/admission-checks.ts'
import { described, NEEDED } from '../../../lib/cli/doctor/cluster/whose-access.ts'
import { SEE } from '../../../lib/cli/doctor/see.ts'

const file = (path: string): URL => new URL(`../../../${path}`, import.meta.url)

interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly rules?: readonly {
    readonly apiGroups: readonly string[]
    readonly resources: readonly string[]
    readonly verbs: readonly string[]
  }[]
}

const manifests = (path: string): readonly Manifest[] =>
  parseAllDocuments(readFileSync(file(`infra/kubernetes/${path}`), 'utf8')).map((it) => it.toJS() as Manifest)

const rightsIn = (path: string): readonly string[] =>
  manifests(path)
    .flatMap(({ rules = [] }) => rules)
    .flatMap(({ apiGroups: [group = ''], resources, verbs }) =>
      resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}${group && `.${group}`}`)),
    )
    .sort()

/** As GitHub makes links of headings. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )

describe('where the doctor sends people', () => {
  it.each(Object.values(SEE))('%s is there', (link) => {
    const [path = '', anchor] = link.split('#')
    expect(existsSync(file(path))).toBe(true)
    if (anchor !== undefined) expect(anchorsOf(readFileSync(file(path), 'utf8'))).toContain(anchor)
  })
})

describe('what the doctor looks for', () => {
  it.each([
    ['submitter', 'tenant/submitter.yaml'],
    ['driver', 'tenant/driver.yaml'],
    ['forwarder', 'tenant/forwarder.yaml'],
    ['lease', 'forwarder/service-account.yaml'],
  ] as const)('are the rights of the %s that its Role gives', (who, path) => {
    expect(NEEDED[who].map(described).sort()).toEqual(rightsIn(path))
  })

  it('are the admission policies that are shipped, each with its binding', () => {
    const policies = ['pods', 'deletions'].flatMap((name) => manifests(`tenant/admission/${name}.yaml`))
    const bindings = manifests('tenant/admission/bindings.yaml')
    for (const shipped of [policies, bindings])
      expect(shipped.map(({ metadata }) => metadata.name).sort()).toEqual([...ADMISSION_POLICIES].sort())
  })
})
