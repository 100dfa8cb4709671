import { readFileSync } from 'node:fs'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { describe, expect, it } from 'vitest'
import { parseOutputs } from '../../infra/outputs.ts'
import { OUTPUTS } from '../../lib/cli/doctor/checks/stack-checks.ts'
import { EKS, ENDPOINT, synthesize, withApp } from './synthesize.ts'

describe('the CDK app', () => {
  it('has no finding of cdk-nag without a reason, whatever the context', () => {
    const everything = {
      ...EKS,
      vpc: { subnetIds: ['subnet-0a1b2c3d4e5f60001'], securityGroupIds: ['sg-0a1b2c3d4e5f60001'] },
      forwarder: { namespace: 'sparkdrop', serviceAccount: 'forwarder' },
      drivers: [{ namespace: 'team-a', serviceAccount: 'spark' }],
    }
    for (const context of [EKS, ENDPOINT, everything]) expect(() => synthesize(context)).not.toThrow()
  })

  it('does not synthesise with a finding that nobody gave a reason for', () => {
    const synthesis = () =>
      withApp(EKS, (app) => {
        new Bucket(app.node.findChild('sparkdrop'), 'Careless')
        app.synth()
      })
    expect(synthesis).toThrow('AwsSolutions-S10')
  })

  it('synthesises with the context that comes with the project', () => {
    const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'))
    expect(() => synthesize(context.sparkdrop)).not.toThrow()
  })

  it.each([
    ['an EKS cluster', EKS],
    ['a cluster given by its endpoint', ENDPOINT],
  ])('puts out what its users need to know, with %s', (_, context) => {
    const outputs = synthesize(context).toJSON().Outputs
    const values = Object.fromEntries(Object.keys(outputs).map((name) => [name, `the ${name}`]))
    expect(parseOutputs({ sparkdrop: values }, 'sparkdrop')).toMatchObject({ DropBucket: 'the DropBucket' })
  })

  it('puts out its version, and all that the doctor asks for', () => {
    const outputs = synthesize().toJSON().Outputs
    expect(outputs.Version.Value).toMatch(/^\d+\.\d+\.\d+/)
    const ofClusters = ['ForwarderRole', 'DriverRole']
    const made = Object.keys(outputs).filter((name) => !ofClusters.includes(name))
    expect(made.sort()).toEqual([...OUTPUTS].sort())
  })

  it('tells outputs of another stack from its own', () => {
    expect(() => parseOutputs({ other: {} }, 'sparkdrop')).toThrow(
      'these are not the outputs of the stack sparkdrop: sparkdrop: ',
    )
  })
})
