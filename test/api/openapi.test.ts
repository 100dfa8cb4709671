import { beforeAll, describe, expect, it } from 'vitest'
import { ApiSetup } from './api-setup.ts'

// biome-ignore lint/suspicious/noExplicitAny: a document as a reader of it sees it
let document: any
const api = new ApiSetup()

beforeAll(async () => {
  document = (await api.call('/openapi.json')).body
})

interface Described {
  readonly path: string
  readonly method: string
  // biome-ignore lint/suspicious/noExplicitAny: a part of the document
  readonly operation: any
}

const described = (): readonly Described[] =>
  Object.entries<object>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

/** Every `$ref` in it. */
const references = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : references(inner)))
}

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.1 with a name and a version', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'sparkdrop', version: expect.any(String) } })
  })

  it('describes the very routes that there are', () => {
    const routes = api.app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    const told = described().map(({ method, path }) => `${method.toUpperCase()} ${path}`)
    expect(told.sort()).toEqual([...new Set(routes)].sort())
  })

  it('calls each operation by a name of its own', () => {
    const ids = described().map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('names every part of a path, and tells what may come of each call, refusals too', () => {
    for (const { path, operation } of described()) {
      const inPath = operation.parameters
        .filter((it: { in: string }) => it.in === 'path')
        .map(({ name }: { name: string }) => name)
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
      const statuses = Object.keys(operation.responses)
      expect(statuses).toEqual(expect.arrayContaining(['401', '500', '503']))
      expect(statuses.some((status) => status.startsWith('2'))).toBe(true)
    }
  })

  it('has all that it refers to', () => {
    const found = new Set(references(document))
    expect(found.size).toBeGreaterThan(0)
    for (const reference of found) {
      const target = reference
        .slice(2)
        .split('/')
        .reduce((value, key) => value?.[key], document)
      expect([reference, typeof target]).toEqual([reference, 'object'])
    }
  })

  it('says of a request what its schema says: what is left out has a default, who sent it is not to be said', () => {
    const { schema } = document.paths['/v1/jobs'].post.requestBody.content['application/json']
    expect(schema.required).toEqual(['namespace', 'main'])
    expect(schema.properties).toHaveProperty('conf')
    expect(schema.properties).not.toHaveProperty('source')
  })

  it('lets nobody in without saying who they are', () => {
    expect(document.security).toEqual([{ sigv4: [] }, { bearer: [] }])
    for (const { operation } of described()) expect(operation).not.toHaveProperty('security')
  })

  it('is true of what is answered', async () => {
    const { status, body } = await api.post('/v1/jobs', { namespace: 'team-a' })
    const { required } = document.components.schemas.Problem
    expect(status).toBe(422)
    expect(Object.keys(body)).toEqual(expect.arrayContaining(required))
    expect(document.paths['/v1/jobs'].post.responses).toHaveProperty(String(status))
  })
})
