import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe } from 'vitest'
import { SqsDeadLetters } from '../../lib/aws/sqs-dead-letters.ts'
import { sendTo, textAttributes } from '../../lib/aws/sqs-message.ts'
import { type Emulator, startEmulator } from '../../local/aws/emulator.ts'
import { clientConfig } from '../../local/demo/client-config.ts'
import { deadLetterQueueContract } from '../contracts/dead-letter-queue.ts'

const ministack = process.env.SPARKDROP_TEST_MINISTACK

// Needs the emulator's program: SPARKDROP_TEST_MINISTACK names it.
describe.skipIf(!ministack)('against an emulated AWS (SPARKDROP_TEST_MINISTACK)', () => {
  let emulator: Emulator
  let home: string
  let sqs: SQSClient

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'sparkdrop-aws-'))
    emulator = await startEmulator({ home, ministack: ministack ?? '' })
    sqs = new SQSClient(clientConfig(emulator))
  })

  afterAll(async () => {
    sqs?.destroy()
    await emulator?.stop()
    await rm(home, { recursive: true, force: true })
  })

  const createQueue = async (): Promise<string> =>
    (await sqs.send(new CreateQueueCommand({ QueueName: `q-${randomUUID()}` }))).QueueUrl ?? ''

  deadLetterQueueContract('in SQS', async () => {
    const [url, source] = [await createQueue(), await createQueue()]
    return {
      queue: new SqsDeadLetters(sqs, url, source),
      put: (message) => sendTo(sqs, url, message),
      resent: async () => {
        const command = new ReceiveMessageCommand({
          QueueUrl: source,
          MaxNumberOfMessages: 10,
          MessageAttributeNames: ['All'],
        })
        const { Messages = [] } = await sqs.send(command)
        return Messages.map(({ Body = '', MessageAttributes }) => ({
          body: Body,
          attributes: textAttributes(MessageAttributes),
        }))
      },
    }
  })
})
