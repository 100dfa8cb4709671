import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { CATALOGUE, renderJsonSchema } from '../../events/catalogue.ts'
import { readAs } from '../../events/read-result.ts'

const SCHEMAS = new URL('../../events/schemas/', import.meta.url)
const SAMPLES = new URL('../../events/samples/', import.meta.url)

const samples = readdirSync(SAMPLES).map((file) => {
  const [kind = ''] = file.split('.')
  return { file, kind, value: JSON.parse(readFileSync(new URL(file, SAMPLES), 'utf8')) as unknown }
})
const kinds = Object.entries(CATALOGUE)
const schemaFile = (kind: string): string => readFileSync(new URL(`${kind}.json`, SCHEMAS), 'utf8')

/** Copies of a sample, each without one of its required fields, and the path of that field. */
const without = (value: unknown, required: readonly string[]): { path: string; broken: unknown }[] =>
  required.map((path) => {
    const broken = structuredClone(value) as Record<string, unknown>
    const names = path.split('.')
    const last = names.pop() ?? ''
    const parent = names.reduce((at, name) => at[name] as Record<string, unknown>, broken)
    delete parent[last]
    return { path, broken }
  })

describe('the JSON Schemas of messages', () => {
  it.each(kinds)('of a %s is current: "node events/generate-schemas.ts" writes them', (kind, message) => {
    expect(schemaFile(kind)).toBe(renderJsonSchema(message))
  })

  it('are of messages that there are', () => {
    expect(readdirSync(SCHEMAS).sort()).toEqual(kinds.map(([kind]) => `${kind}.json`).sort())
  })

  it.each(samples)('take the sample $file', ({ kind, value }) => {
    const schema = z.fromJSONSchema(JSON.parse(schemaFile(kind)))
    expect(schema.safeParse(value).error).toBeUndefined()
    expect(schema.safeParse('no object').success).toBe(false)
  })
})

describe('the samples of messages', () => {
  it('are there for every kind', () => {
    expect([...new Set(samples.map(({ kind }) => kind))].sort()).toEqual(kinds.map(([kind]) => kind).sort())
  })

  it.each(samples)('$file is understood', ({ kind, value }) => {
    expect(CATALOGUE[kind]?.schema.safeParse(value).error).toBeUndefined()
  })

  it.each([
    ['job-request.minimal.json', ['namespace', 'main', 'source']],
    ['job-request.upload.json', ['source.bucket', 'source.key']],
    ['job-request.schedule.json', ['source.name', 'source.at']],
    ['job-file.relative.json', ['main']],
    ['object-created.put.json', ['detail.bucket.name', 'detail.object.key', 'source']],
    ['s3-notification.several.json', ['Records', 'Records.0.eventName', 'Records.1.s3.object.key']],
    ['sns-notification.one.json', ['Message']],
    ['driver-pod.running.json', ['detail.cluster', 'detail.pod.metadata.uid', 'detail.pod.spec.containers']],
    ['executor-summary.two-running.json', ['detail.sparkAppId', 'detail.running']],
    ['job-state-change.failed.json', ['detail.jobId', 'detail.state', 'detail.at']],
    ['receipt.running.json', ['state', 'upload.key', 'history.0.at']],
  ])('%s without %j is refused, with the path of what is missing', (file, required) => {
    const sample = samples.find((it) => it.file === file)
    const schema = CATALOGUE[sample?.kind ?? '']?.schema
    if (!sample || !schema) throw new Error(`there is no ${file}`)
    for (const { path, broken } of without(sample.value, required)) {
      const result = readAs(schema, broken)
      expect(result.ok ? 'it is taken' : result.problems).toContain(`${path}: `)
    }
  })
})
