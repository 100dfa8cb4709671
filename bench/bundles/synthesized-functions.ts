import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** A function as it would be deployed. */
export interface SynthesizedFunction {
  readonly name: string
  readonly bundle: string
  readonly environment: Readonly<Record<string, string>>
}

interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string
        readonly Metadata?: Readonly<Record<string, string>>
        readonly Properties?: {
          readonly Description?: string
          readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> }
        }
      }
    >
  >
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const NAME = 'POWERTOOLS_SERVICE_NAME'

/** What CloudFormation fills in is a name or a URL: this is both to whoever only starts. */
const IN_PLACE_OF_A_REFERENCE = 'https://example.com/sparkdrop'

/** What Lambda itself gives a function. */
const LAMBDA = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' }

/** The value as CloudFormation would make it: a text with references in it is joined. */
const filledIn = (value: unknown): string => {
  if (typeof value === 'string') return value
  const join = (value as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] })['Fn::Join']
  return join ? join[1].map(filledIn).join(join[0]) : IN_PLACE_OF_A_REFERENCE
}

/** The functions of the app, bundled into `outdir` by the CDK as for a deployment. */
export const synthesizeFunctions = async (outdir: string): Promise<readonly SynthesizedFunction[]> => {
  await promisify(execFile)(join(root, 'node_modules/.bin/cdk'), ['synth', '--quiet', '--output', outdir], {
    cwd: root,
  })
  const file = (await readdir(outdir)).find((name) => name.endsWith('.template.json'))
  if (file === undefined) throw new Error('the app has no template')
  const { Resources } = JSON.parse(await readFile(join(outdir, file), 'utf8')) as Template
  return Object.values(Resources).flatMap(({ Type, Properties, Metadata }) => {
    const variables = Properties?.Environment?.Variables
    const asset = Metadata?.['aws:asset:path']
    if (Type !== 'AWS::Lambda::Function' || variables === undefined || asset === undefined) return []
    const given = Object.entries(variables).map(([key, value]) => [key, filledIn(value)] as const)
    const environment = { ...LAMBDA, ...Object.fromEntries(given) }
    return [{ name: String(variables[NAME]), bundle: join(outdir, asset, 'index.mjs'), environment }]
  })
}
