import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { jobTable } from '../../lib/aws/dynamodb-job-store.ts'
import { jobBus } from '../../lib/aws/eventbridge-announcer.ts'
import { eventbridgeSchedules } from '../../lib/aws/eventbridge-schedules.ts'
import { s3Objects } from '../../lib/aws/s3-object-store.ts'
import { jobsQueue } from '../../lib/aws/sqs-job-queue.ts'
import { jobRequest } from '../builders/job.ts'

const TRACE = 'Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1'

let seen: IncomingHttpHeaders[]
let url: string
const server = createServer((request, response) => {
  seen.push(request.headers)
  request.resume()
  response.writeHead(400).end('{"__type": "Refused"}')
})

beforeEach(async () => {
  seen = []
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  for (const [name, value] of Object.entries({
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_LAMBDA_FUNCTION_NAME: 'submit-job',
    _X_AMZN_TRACE_ID: TRACE,
  }))
    vi.stubEnv(name, value)
})

afterEach(async () => {
  vi.unstubAllEnvs()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const schedules = () =>
  eventbridgeSchedules({ group: 'g', queueArn: 'arn:q', roleArn: 'arn:r', deadLetterArn: 'arn:d' })

describe('within a traced function', () => {
  it.each([
    ['SQS', () => jobsQueue(`${url}/1/jobs`).send(jobRequest())],
    ['EventBridge', () => jobBus('bus').announce([{ version: 1 } as never], [])],
    ['DynamoDB', () => jobTable('jobs').get('id')],
    ['S3', () => s3Objects().head({ bucket: 'b', key: 'k' })],
    ['EventBridge Scheduler', () => schedules().remove({ namespace: 'a', name: 'b' } as never)],
  ])('a call of %s hands the trace on, and no SDK for it is bundled', async (_, call) => {
    await Promise.resolve(call()).catch(() => undefined)
    expect(seen[0]?.['x-amzn-trace-id']).toBe(TRACE)
  })
})
