import { describe, expect, it } from 'vitest'
import { EKS, referenced, resources, synthesize } from './synthesize.ts'

const template = synthesize(EKS)
const queues = resources(template, 'AWS::SQS::Queue')
const functions = resources(template, 'AWS::Lambda::Function')
const sources = resources(template, 'AWS::Lambda::EventSourceMapping').map(({ properties }) => properties)

const idOf = (start: string): string =>
  queues.find(({ id }) => id.startsWith(start) && !id.includes('DeadLetters'))?.id ?? `no queue ${start}`
const functionOf = (id: string): string =>
  functions.find((it) => it.id === id)?.properties.FunctionName.replace('sparkdrop-', '') ?? id

interface Statement {
  readonly Action: string | readonly string[]
  readonly Resource: unknown
}

/** The functions whose role may send to this queue. */
const sendersTo = (queueId: string): readonly string[] => {
  const policies = resources(template, 'AWS::IAM::Policy').filter(({ properties }) =>
    properties.PolicyDocument.Statement.some(
      ({ Action, Resource }: Statement) =>
        [Action].flat().includes('sqs:SendMessage') && JSON.stringify(Resource).includes(`"${queueId}"`),
    ),
  )
  const roles = policies.flatMap(({ properties }) => properties.Roles.map(referenced))
  return functions
    .filter(({ properties }) => roles.includes(referenced(properties.Role)))
    .map(({ id }) => functionOf(id))
    .sort()
}

describe('the queue of requests from outside', () => {
  it('is read by accept-message alone, which reads no other', () => {
    const readers = sources.filter(({ EventSourceArn }) => referenced(EventSourceArn) === idOf('RequestsQueue'))
    expect(readers.map(({ FunctionName }) => functionOf(referenced(FunctionName)))).toEqual(['accept-message'])
    const read = sources.filter(({ FunctionName }) => functionOf(referenced(FunctionName)) === 'accept-message')
    expect(read).toHaveLength(1)
  })

  it('is apart from the one whose messages are believed, to which only the stack’s own functions send', () => {
    const believed = sources.filter(({ FunctionName }) => functionOf(referenced(FunctionName)) === 'submit-job')
    expect(believed.map(({ EventSourceArn }) => referenced(EventSourceArn))).toEqual([idOf('JobsQueue')])
    expect(sendersTo(idOf('JobsQueue'))).toEqual(
      expect.arrayContaining(['accept-message', 'accept-schedule', 'accept-upload', 'api', 'reconcile-jobs']),
    )
    const allowed = resources(template, 'AWS::SQS::QueuePolicy')
      .filter(({ properties }) => properties.Queues.some((it: { Ref: string }) => it.Ref === idOf('JobsQueue')))
      .flatMap(({ properties }) => properties.PolicyDocument.Statement)
      .filter(({ Effect }: { Effect: string }) => Effect === 'Allow')
    expect(allowed).toEqual([])
  })

  it('is sent to by no function but the one that sends dead letters again', () => {
    expect(sendersTo(idOf('RequestsQueue'))).toEqual(['api'])
  })
})

describe.each([
  ['accept-upload', 'UploadsQueue'],
  ['accept-message', 'RequestsQueue'],
  ['accept-schedule', 'Schedules'],
  ['submit-job', 'JobsQueue'],
  ['record-pod-event', 'PodEventsQueue'],
])('%s', (name, start) => {
  it('knows which delivery of a message is the last, and may put it among the dead letters of its queue', () => {
    const { DEAD_LETTERS_URL, MAX_RECEIVES } =
      functions.find(({ id }) => functionOf(id) === name)?.properties.Environment.Variables ?? {}
    const letters = queues.find(({ id }) => id.startsWith(start) && id.includes('DeadLetters'))?.id ?? ''
    expect([DEAD_LETTERS_URL, MAX_RECEIVES]).toEqual([{ Ref: letters }, '5'])
    expect(sendersTo(letters)).toEqual([name])
  })
})
