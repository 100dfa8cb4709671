import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { sparkdropApp } from '../../infra/app.ts'
import type { SparkdropContextInput } from '../../infra/context.ts'

export const EKS: SparkdropContextInput = { cluster: { kind: 'eks', name: 'spark' } }

export const ENDPOINT: SparkdropContextInput = {
  cluster: { kind: 'endpoint', name: 'local', endpoint: 'https://10.0.0.1:6443', credentialsSecret: 'kubernetes' },
}

const templates = new Map<string, Template>()

/** The template of the app with this context; bundles nothing. The rules of cdk-nag apply as in a deployment. */
export const synthesize = (context: unknown = EKS): Template => {
  const key = JSON.stringify(context)
  const template = templates.get(key) ?? templateOf(context)
  templates.set(key, template)
  return template
}

/** Hands the app to `use`; what it writes is gone afterwards. */
export const withApp = <T>(context: unknown, use: (app: App) => T): T => {
  const outdir = mkdtempSync(join(tmpdir(), 'sparkdrop-synth-'))
  try {
    return use(sparkdropApp({ outdir, context: { 'aws:cdk:bundling-stacks': [], sparkdrop: context } }))
  } finally {
    rmSync(outdir, { recursive: true })
  }
}

const templateOf = (context: unknown): Template =>
  withApp(context, (app) => Template.fromJSON(app.synth().stacks[0]?.template))

export interface Resource {
  readonly id: string
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON without a schema, and assertions dig deep in it.
  readonly properties: any
  readonly deletionPolicy: string | undefined
}

/** All resources of one CloudFormation type, in the order of the template. */
export const resources = (template: Template, type: string): Resource[] =>
  Object.entries(template.findResources(type)).map(([id, resource]) => ({
    id,
    properties: resource.Properties ?? {},
    deletionPolicy: resource.DeletionPolicy,
  }))

/** The logical id that an `Fn::GetAtt` or a `Ref` names. */
export const referenced = (value: { 'Fn::GetAtt'?: [string, string]; Ref?: string }): string =>
  value['Fn::GetAtt']?.[0] ?? value.Ref ?? ''
