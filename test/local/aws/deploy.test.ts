import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { describe, expect, it, vi } from 'vitest'
import { ContextError } from '../../../infra/context.ts'
import { deploy } from '../../../local/aws/deploy.ts'
import { type Emulator, emulatorEnvironment, startEmulator } from '../../../local/aws/emulator.ts'
import { startLocalStack } from '../../../local/aws/localstack.ts'
import { clientConfig } from '../../../local/demo/client-config.ts'
import { ENDPOINT } from '../../infra/synthesize.ts'
import { inTemporaryFolder } from './fake-ministack.ts'

const EMULATORS = [
  {
    name: 'MiniStack',
    /** Names its program. */
    variable: 'SPARKDROP_TEST_MINISTACK',
    start: (home: string) => startEmulator({ home, ministack: process.env.SPARKDROP_TEST_MINISTACK ?? '' }),
  },
  /** Anything, where there is Docker. */
  { name: 'LocalStack', variable: 'SPARKDROP_TEST_LOCALSTACK', start: startLocalStack },
]

const answersToADrop = async (emulator: Emulator, outDir: string): Promise<void> => {
  const said: string[] = []
  const context = { ...ENDPOINT, stackName: 'tried' }
  const outputs = await deploy({ emulator, context, outDir, onProgress: (text) => said.push(text) })
  expect(said).toEqual(['bundling the functions and bootstrapping', 'deploying the stack tried'])
  expect(outputs.AcceptUploadFunction).toBe('tried-accept-upload')
  expect(await readFile(join(outDir, 'cdk-deploy.log'), 'utf8')).toContain('Outputs:')
  const dropped = new PutObjectCommand({ Bucket: outputs.DropBucket, Key: 'team-a/notes.txt', Body: 'no jar' })
  await new S3Client(clientConfig(emulator)).send(dropped)
  const table = new DynamoDBClient(clientConfig(emulator))
  const scan = async () => (await table.send(new ScanCommand({ TableName: outputs.JobTable }))).Items
  const recorded = async () => expect(JSON.stringify(await scan())).toContain('team-a/notes.txt')
  await vi.waitFor(recorded, { timeout: 60_000, interval: 250 })
}

describe('deploying the CDK app to an emulator', () => {
  it('refuses a wrong context before anything is started', () =>
    inTemporaryFolder(async (outDir) => {
      const environment = emulatorEnvironment('http://127.0.0.1:1')
      await expect(
        deploy({ emulator: { environment }, context: { cluster: { kind: 'eks', name: '' } }, outDir }),
      ).rejects.toThrow(ContextError)
    }))

  it.for(EMULATORS)(
    'to $name gives the very stack, whose functions answer to a dropped file ($variable)',
    { timeout: 600_000 },
    ({ start, variable }, { skip }) =>
      inTemporaryFolder(async (home) => {
        if (!process.env[variable]) return skip(`${variable} is not set`)
        const emulator = await start(home)
        try {
          await answersToADrop(emulator, join(home, 'cdk'))
        } finally {
          await emulator.stop()
        }
      }),
  )
})
