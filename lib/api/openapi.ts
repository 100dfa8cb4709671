import * as z from 'zod'
import type { Answer, Operation } from './operation.ts'
import { problemSchema } from './problem-json.ts'

type Json = Readonly<Record<string, unknown>>

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

const PROBLEM = { $ref: '#/components/schemas/Problem' }

/** What may come of any operation. */
const ALWAYS: Readonly<Record<number, string>> = {
  401: 'The request names nobody who calls.',
  500: 'Something went wrong; the log of the API has the rest.',
  503: 'Something that the API depends on does not answer: try again.',
}

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The request cannot be read, or its query is not valid.',
  403: 'The caller may not do that.',
  404: 'There is none, or it is of a namespace that the caller may not see.',
  409: 'The state of things does not allow it.',
  413: 'The request is too large.',
  422: 'What was sent is not valid: each path, and what was expected there.',
}

const content = (mediaType: string, schema: Json): Json => ({ content: { [mediaType]: { schema } } })

const answerOf = ({ description, schema, mediaType = 'application/json', headers = {} }: Answer): Json => ({
  description,
  ...(schema ? content(mediaType, schemaOf(schema, 'output')) : {}),
  ...(Object.keys(headers).length > 0
    ? {
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, text]) => [name, { description: text, schema: { type: 'string' } }]),
        ),
      }
    : {}),
})

const refusalsOf = ({ refusals = [], query, body, path }: Operation): Json => {
  const statuses = new Set([...refusals, ...(query || body ? [400] : []), ...(body ? [422] : [])])
  if (path.includes('/:')) statuses.add(404)
  const told = Object.entries({ ...REFUSALS, ...ALWAYS }).filter(
    ([status]) => statuses.has(Number(status)) || ALWAYS[Number(status)],
  )
  return Object.fromEntries(
    told.map(([status, description]) => [status, { description, ...content('application/problem+json', PROBLEM) }]),
  )
}

const parametersOf = ({ path, query, headers = {} }: Operation): readonly Json[] => {
  const { properties = {}, required = [] } = (query ? schemaOf(query, 'input') : {}) as {
    properties?: Readonly<Record<string, Json>>
    required?: readonly string[]
  }
  return [
    ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...Object.entries(properties).map(([name, { description, ...schema }]) => ({
      name,
      in: 'query',
      required: required.includes(name),
      ...(description ? { description } : {}),
      schema,
    })),
    ...Object.entries(headers).map(([name, description]) => ({
      name,
      in: 'header',
      required: false,
      description,
      schema: { type: 'string' },
    })),
  ]
}

const operationOf = (operation: Operation): Json => ({
  operationId: operation.id,
  summary: operation.summary,
  tags: [operation.tag],
  parameters: parametersOf(operation),
  ...(operation.body
    ? { requestBody: { required: true, ...content('application/json', schemaOf(operation.body, 'input')) } }
    : {}),
  responses: {
    ...Object.fromEntries(Object.entries(operation.answers).map(([status, answer]) => [status, answerOf(answer)])),
    ...refusalsOf(operation),
  },
})

/** The OpenAPI 3.1 document of these operations: of the very schemas that requests are checked by. */
export const openapiOf = (operations: readonly Operation[], version: string): Json => {
  const paths: Record<string, Record<string, Json>> = {}
  for (const operation of operations) {
    const path = operation.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [operation.method]: operationOf(operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'sparkdrop',
      version,
      description: 'Spark jobs on Kubernetes, without a server.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ sigv4: [] }, { bearer: [] }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problemSchema, 'output') },
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'AWS Signature Version 4 for execute-api',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  }
}
