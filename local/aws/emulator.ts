import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { endOfFile } from '../process/end-of-file.ts'
import { type Exit, type GuardedProcess, startGuardedProcess } from '../process/guarded-process.ts'
import { ProcessGuard } from '../process/process-guard.ts'
import { freePort } from './free-port.ts'

/** AWS on this machine. */
export interface Emulator {
  readonly endpoint: string
  /** What the AWS SDK, the CDK and the AWS command line need in their environment to talk to it, and to nothing else. */
  readonly environment: Readonly<Record<string, string>>
  stop(): Promise<void>
}

export interface EmulatorOptions {
  /** A folder for its data, temporary files and log; created where it is missing. */
  readonly home: string
  /** The `ministack` executable, in its virtual environment. */
  readonly ministack: string
  /** Absent: one that is free. */
  readonly port?: number
  readonly onProgress?: (text: string) => void
}

const HOST = '127.0.0.1'
/** In the names that the emulator makes up: "x.127.0.0.1" is no host that a URL may have. */
const HOST_NAME = 'localhost'
const REGION = 'us-east-1'
const BIN = fileURLToPath(new URL('../../node_modules/.bin', import.meta.url))
const START_TIMEOUT_MS = 60_000
const POLL_MS = 50
const GRACE_MS = 3_000

/** What makes an AWS client talk to an emulator and never, by way of a profile of the person's, to an account. */
export const emulatorEnvironment = (endpoint: string): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
})

/**
 * The environment of MiniStack, and with it of every function, since it starts them as its own processes: nothing of
 * the person's own, and the project's Node first on the path, so that functions run on the version that is pinned.
 */
const processEnvironment = (home: string, port: number): Record<string, string> => ({
  PATH: `${BIN}:${process.env.PATH ?? '/usr/bin:/bin'}`,
  HOME: home,
  TMPDIR: join(home, 'tmp'),
  LANG: 'C.UTF-8',
  BIND_HOST: HOST,
  MINISTACK_HOST: HOST_NAME,
  GATEWAY_PORT: String(port),
  MINISTACK_REGION: REGION,
  S3_DATA_DIR: join(home, 's3'),
  STATE_DIR: join(home, 'state'),
  LAMBDA_EXECUTOR: 'local',
  DOCKER_HOST: `unix://${join(home, 'no-docker.sock')}`,
  IOT_MTLS_ENABLED: '0',
  SFTP_ENABLED: '0',
  PYTHONUNBUFFERED: '1',
})

/**
 * Starts MiniStack on the loopback and waits until it answers. It ends, with the functions that it started, on `stop`
 * and when this process ends, however that comes about.
 *
 * @throws Error with the end of its log where it does not come up
 */
export const startEmulator = async (options: EmulatorOptions): Promise<Emulator> => {
  const { home, ministack, onProgress = () => {} } = options
  const port = options.port ?? (await freePort(HOST))
  const endpoint = `http://${HOST}:${port}`
  const logFile = join(home, 'ministack.log')
  await mkdir(join(home, 'tmp'), { recursive: true })
  const guard = new ProcessGuard()
  const spec = { command: [ministack] as const, env: processEnvironment(home, port), cwd: home, logFile }
  const child = startGuardedProcess(spec, guard)
  const stop = async (): Promise<void> => {
    await end(child)
    await guard.close()
    await rm(join(home, 'tmp'), { recursive: true, force: true })
  }
  onProgress(`waiting for MiniStack at ${endpoint}`)
  try {
    await Promise.race([answers(`${endpoint}/_ministack/health`), diedEarly(child.exited, ministack)])
  } catch (error) {
    await stop()
    throw new Error(`MiniStack did not start: ${(error as Error).message}\n${await endOfFile(logFile)}`, {
      cause: error,
    })
  }
  return { endpoint, environment: emulatorEnvironment(endpoint), stop }
}

const answers = async (url: string): Promise<void> => {
  const deadline = performance.now() + START_TIMEOUT_MS
  while (performance.now() < deadline) {
    const response = await fetch(url).catch(() => undefined)
    if (response?.ok) return
    await sleep(POLL_MS)
  }
  throw new Error(`${url} did not answer within ${START_TIMEOUT_MS / 1000} s`)
}

const diedEarly = async (exited: Promise<Exit>, ministack: string): Promise<never> => {
  const exit = await exited
  throw new Error(
    'startError' in exit ? `${ministack}: ${exit.startError}` : `it ended with exit code ${exit.exitCode}`,
  )
}

const end = async (child: GuardedProcess): Promise<void> => {
  child.signal('SIGTERM')
  const timer = setTimeout(() => child.signal('SIGKILL'), GRACE_MS)
  await child.exited
  clearTimeout(timer)
}
