import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BuiltCommand, CommandOutcome } from '../cli/run-command.ts'
import { caseFile, caseFolder, filledIn, type RecordedRequest } from './oracle.ts'
import { startRecordingApiServer } from './recording-api-server.ts'
import { startRecordingS3 } from './recording-s3.ts'

/** What came of a case's command line. */
export interface CaseOutcome extends CommandOutcome {
  readonly requests: readonly RecordedRequest[]
  readonly reads: readonly RecordedRequest[]
  /** URI → bytes. */
  readonly uploads: ReadonlyMap<string, Buffer>
  /** `host:port` of the API server. */
  readonly apiServer: string
  readonly uploadDir: string
}

async function filesBelow(folder: string): Promise<[string, Buffer][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  return await Promise.all(files.map(async (file) => [`file:${file}`, await readFile(file)] as [string, Buffer]))
}

/** Runs the command with the arguments, variables and files of a case, against servers that record. */
export async function runCase(
  command: BuiltCommand,
  name: string,
  moreArguments: readonly string[] = [],
): Promise<CaseOutcome> {
  const { args, env = {}, preset, fail } = caseFile(name)
  const uploadDir = await mkdtemp(join(tmpdir(), 'sparkdrop-uploads-'))
  await using api = await startRecordingApiServer(preset, fail)
  await using s3 = await startRecordingS3()
  const fill = (text: string): string => filledIn(text, caseFolder(name), uploadDir)
  const environment = {
    SPARK_USER: 'oracle',
    SPARK_LOCAL_IP: '127.0.0.1',
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    ...Object.fromEntries(Object.entries(env).map(([key, value]) => [key, fill(value)])),
  }
  const master = ['--master', `k8s://http://${api.address}`]
  try {
    const outcome = await command.run(['submit', ...master, ...moreArguments, ...args.map(fill)], environment)
    const stored = Array.from(s3.objects, ([key, bytes]) => [`s3a://${key}`, bytes] as const)
    const uploads = new Map([...stored, ...(await filesBelow(uploadDir))])
    return { ...outcome, requests: api.requests, reads: api.reads, uploads, apiServer: api.address, uploadDir }
  } finally {
    await rm(uploadDir, { recursive: true, force: true })
  }
}
