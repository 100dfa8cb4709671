import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatProperties } from '../../lib/conf/codecs/properties.ts'
import type { KubernetesObject } from '../../lib/ports/kubernetes-types.ts'
import { BuiltCommand, type CommandOutcome } from '../cli/run-command.ts'
import { compare } from './cases/compare.mjs'
import type { RecordedRequest, Recording } from './oracle.ts'
import { startRecordingApiServer } from './recording-api-server.ts'

const CASES = fileURLToPath(new URL('cases-executor', import.meta.url))

interface ExecutorCase {
  readonly conf: Readonly<Record<string, string>>
  readonly pods: number
  readonly profile?: unknown
  readonly preset?: readonly KubernetesObject[]
}

interface ExecutorsOutcome extends CommandOutcome {
  readonly requests: readonly RecordedRequest[]
}

const read = async <T>(name: string, file: string, replacements: Readonly<Record<string, string>> = {}): Promise<T> => {
  const text = await readFile(join(CASES, name, file), 'utf8')
  return JSON.parse(Object.entries(replacements).reduce((all, [from, to]) => all.replaceAll(from, to), text))
}

const names = (await readdir(CASES, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .toSorted()

/** Runs the command for the settings of a case. */
async function runExecutors(command: BuiltCommand, name: string): Promise<ExecutorsOutcome> {
  const { preset } = await read<ExecutorCase>(name, 'case.json')
  await using api = await startRecordingApiServer(preset)
  const folder = await mkdtemp(join(tmpdir(), 'sparkdrop-executors-'))
  const places = { '${CASE_DIR}': join(CASES, name), '${API_SERVER}': api.address }
  const { conf, pods, profile } = await read<ExecutorCase>(name, 'case.json', places)
  const [properties, profileFile] = [join(folder, 'spark.properties'), join(folder, 'profile.json')]
  await writeFile(properties, formatProperties(new Map(Object.entries(conf)), name))
  await writeFile(profileFile, JSON.stringify(profile ?? {}))
  const args = [
    ...['executors', '--master', `k8s://http://${api.address}`, '--properties-file', properties],
    ...['--count', String(pods), ...(profile === undefined ? [] : ['--profile', profileFile])],
    '--once',
  ]
  try {
    const outcome = await command.run(args, { SPARK_USER: 'oracle', SPARK_LOCAL_IP: '127.0.0.1' })
    return { ...outcome, requests: [...api.requests] }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

describe.concurrent('sparkdrop executors, beside what a driver of Spark 4.1.4 did', () => {
  let command: BuiltCommand
  beforeAll(async () => {
    command = await BuiltCommand.build()
  })
  afterAll(() => command.remove())

  it.each(names)('%s: the objects agree', async (name) => {
    const outcome = await runExecutors(command, name)
    expect(outcome.exitCode, outcome.stderr).toBe(0)
    const { requests } = await read<Recording>(name, 'expected.json')
    expect(compare({ requests }, outcome)).toEqual([])
  })
})
