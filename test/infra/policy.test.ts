import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readPolicy } from '../../lib/policy/read-policy.ts'
import { EKS, resources, synthesize } from './synthesize.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparkdrop-policy-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const parameterOf = (context: unknown) =>
  resources(synthesize(context), 'AWS::SSM::Parameter').find(
    ({ properties }) => properties.Name === '/sparkdrop/policy',
  )?.properties

/** The text that the parameter holds, with names in place of what AWS will call the buckets. */
const textOf = (value: { 'Fn::Join': [string, (string | { Ref: string })[]] }): string =>
  value['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : part.Ref.toLowerCase())).join('')

describe('the policy of a stack', () => {
  it('is the strict one where there is none', () => {
    const policy = readPolicy(textOf(parameterOf(EKS).Value))
    expect(policy.dropBucket).toMatch(/^drop/)
    expect(policy.uploadPath).toMatch(/^s3a:\/\/staging.*\/uploads$/)
    expect(policy.tenants.map(({ name, namespaces }) => [name, namespaces])).toEqual([
      ['folders', ['{folder}']],
      ['callers', ['**']],
    ])
  })

  it('is what the file says', () => {
    const policyFile = file(
      'policy.yaml',
      'version: 1\ntenants: [{name: a, sources: [{kind: sqs}], namespaces: [a]}]\n',
    )
    const parameter = parameterOf({ ...EKS, policyFile })
    expect(parameter.Tier).toBe('Standard')
    expect(readPolicy(textOf(parameter.Value)).tenants).toMatchObject([{ name: 'a', namespaces: ['a'] }])
  })

  it('may be longer than a parameter usually is, up to a limit', () => {
    const tenant = (at: number) => ({ name: `tenant-${at}`, sources: [{ kind: 'sqs' }], namespaces: [`tenant-${at}`] })
    const document = (count: number) =>
      JSON.stringify({ version: 1, tenants: Array.from({ length: count }, (_, at) => tenant(at)) })
    expect(parameterOf({ ...EKS, policyFile: file('long.json', document(60)) }).Tier).toBe('Advanced')
    expect(() => synthesize({ ...EKS, policyFile: file('longer.json', document(200)) })).toThrow(
      'a parameter holds 7692',
    )
  })

  it.each([
    ['is not there', '/nowhere/policy.yaml', 'policyFile: /nowhere/policy.yaml: ENOENT'],
    ['is wrong', file('wrong.yaml', 'version: 1\ntenants: []\n'), 'cannot be used: tenants: '],
    ['is no YAML', file('broken.yaml', 'tenants: ['), 'broken.yaml: '],
  ])('does not come to be deployed where its file %s', (_, policyFile, words) => {
    expect(() => synthesize({ ...EKS, policyFile })).toThrow(words)
  })

  it('can be read by the functions that judge by it, and written by none', () => {
    const statements = resources(synthesize(), 'AWS::IAM::Policy').flatMap(({ id, properties }) =>
      properties.PolicyDocument.Statement.map((statement: { Action: string | string[] }) => ({ id, statement })),
    )
    const about = statements.filter(({ statement }) =>
      [statement.Action].flat().some((action) => action.startsWith('ssm:')),
    )
    expect(new Set(about.flatMap(({ statement }) => statement.Action))).toEqual(new Set(['ssm:GetParameter']))
    expect(about.some(({ id }) => id.startsWith('SubmitJob'))).toBe(true)
  })
})
