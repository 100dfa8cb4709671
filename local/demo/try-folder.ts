import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reachableUrl } from '../../lib/cli/api-client/reachable-url.ts'
import type { LocalStack } from './local-stack.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** As it is where the context names no other. */
const STACK_NAME = 'sparkdrop'

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** The command of the sources as they are, whatever was bundled of them before. */
const COMMAND = `#!/bin/sh\nexec node ${quoted(join(ROOT, 'lib/cli/main.ts'))} "$@"\n`

/** What the README's commands find in their environment: the emulator in place of AWS, and the names of the stack's parts. */
const variables = ({ emulator, outputs }: LocalStack): Readonly<Record<string, string>> => ({
  ...emulator.environment,
  SPARKDROP_STACK: STACK_NAME,
  DROP_BUCKET: outputs.DropBucket,
  REQUESTS_QUEUE_URL: outputs.RequestsQueueUrl,
  TOPIC: outputs.NotificationsTopicArn,
  API_URL: reachableUrl(outputs.ApiUrl),
})

const script = (stack: LocalStack): string =>
  [
    'unset AWS_PROFILE AWS_SESSION_TOKEN SPARKDROP_API SPARKDROP_TOKEN',
    ...Object.entries(variables(stack)).map(([name, value]) => `export ${name}=${quoted(value)}`),
    `export PATH=${quoted(join(ROOT, 'node_modules/.bin'))}:"$PATH"`,
    '# Version 1 of the AWS CLI asks AWS itself about queues, whatever AWS_ENDPOINT_URL says.',
    'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }',
    '',
  ].join('\n')

/**
 * Makes a folder in which the commands of the README do their job with the local stack: `environment.sh` to be sourced, the
 * examples as `pi.jar` and `pi.py`, and the sparkdrop command where npx finds it.
 */
export const makeTryFolder = async (folder: string, stack: LocalStack, exampleJar: string): Promise<void> => {
  const bin = join(folder, 'node_modules/.bin')
  await mkdir(bin, { recursive: true })
  await Promise.all([
    writeFile(join(bin, 'sparkdrop'), COMMAND, { mode: 0o755 }),
    copyFile(exampleJar, join(folder, 'pi.jar')),
    copyFile(join(ROOT, 'examples/pi.py'), join(folder, 'pi.py')),
    writeFile(join(folder, 'environment.sh'), script(stack)),
  ])
}
