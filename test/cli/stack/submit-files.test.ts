import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { jar } from '../../builders/zip.ts'
import { type RecordingS3, type S3Refusal, startRecordingS3 } from '../../conformance/recording-s3.ts'
import { ScriptedApi } from '../api-client/scripted-api.ts'
import { ServedApi } from './served-api.ts'

let api: ServedApi
let store: RecordingS3
let folder: string
let refuse: (key: string) => S3Refusal | undefined
beforeEach(async () => {
  refuse = () => undefined
  api = await ServedApi.start()
  store = await startRecordingS3((_method, key) => refuse(key))
  api.setup.objectStore = store.url
  folder = await mkdtemp(join(tmpdir(), 'sparkdrop-request-'))
  await writeFile(join(folder, 'pi.jar'), jar({ 'Main-Class': 'com.example.Main' }))
  await mkdir(join(folder, 'libs'))
  for (const name of ['a', 'b']) await writeFile(join(folder, 'libs', `${name}.jar`), name)
})
afterEach(async () => {
  await api[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

/** As somebody who has a token and the URL of the API, and nothing else. */
const submit = (...args: string[]) => api.run(['submit', '--namespace', 'team-a', ...args], { cwd: folder })
const stored = () => [...api.setup.store.jobs.values()].at(-1)?.request
const asked = () => api.calls.filter((call) => call === 'POST /v1/uploads').length

describe('files of this machine, where only the API is known', () => {
  it('are put where the API says, and named there; the manifest says the class', async () => {
    await writeFile(join(folder, 'env.zip'), 'zip')
    const lists = ['--jars', 'libs/*.jar', '--archives', 'env.zip#env', '--files', 's3a://drop/team-a/conf.txt']
    const { exitCode, stderr } = await submit(...lists, 'pi.jar')
    expect(exitCode, stderr).toBe(0)
    const { main, dependencies } = stored() ?? {}
    expect(main?.class).toBe('com.example.Main')
    expect(dependencies?.archives[0]).toMatch(/\/env\.zip#env$/)
    expect(dependencies?.files).toEqual(['s3a://drop/team-a/conf.txt'])
    const named = [main?.file, ...(dependencies?.jars ?? []), dependencies?.archives[0]?.replace('#env', '')]
    expect(named.map((uri) => uri?.replace('s3a://', '')).sort()).toEqual([...store.objects.keys()].sort())
    for (const key of store.objects.keys())
      expect(key).toMatch(/^staging\/uploads\/team-a\/spark-upload-[0-9a-f-]{36}\/(a|b|pi)?(env)?\.(jar|zip)$/)
    expect(asked()).toBe(1)
    expect(stderr).not.toContain('X-Amz')
  })

  it('go to the same place under the same id, so that the same command asks for the same job', async () => {
    const [first, second] = [await submit('--id', 'k', 'pi.jar'), await submit('--id', 'k', 'pi.jar')]
    expect(second.stdout).toBe(first.stdout)
    expect(store.objects.size).toBe(1)
    await writeFile(join(folder, 'pi.jar'), jar({ 'Main-Class': 'com.example.Other' }))
    expect(await submit('--id', 'k', 'pi.jar')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('same key from another request'),
    })
  })

  it('of one name and of one content are uploaded each, a hundred in a call', async () => {
    const names = Array.from({ length: 120 }, (_, at) => `many/${at}/util.jar`)
    for (const [at, name] of names.entries()) {
      await mkdir(join(folder, 'many', String(at)), { recursive: true })
      await writeFile(join(folder, name), at < 2 ? 'same' : name)
    }
    const { exitCode, stderr } = await submit('--jars', names.join(','), 'pi.jar')
    expect(exitCode, stderr).toBe(0)
    expect(stored()?.dependencies.jars).toHaveLength(120)
    expect(store.objects.size).toBe(120)
    expect(asked()).toBe(2)
  })

  it('are whole where they are large, and where they are empty', async () => {
    const large = Buffer.alloc(3 * 1024 ** 2 + 17, 'sparkdrop')
    await writeFile(join(folder, 'large.zip'), large)
    await writeFile(join(folder, 'empty.txt'), '')
    const { exitCode, stderr } = await submit('--files', 'large.zip,empty.txt', 's3a://drop/team-a/app.py')
    expect(exitCode, stderr).toBe(0)
    const bytes = (name: string) => [...store.objects].find(([key]) => key.endsWith(name))?.[1]
    expect(bytes('large.zip')?.equals(large)).toBe(true)
    expect(bytes('empty.txt')).toHaveLength(0)
  })

  it('that the store does not take end the command, and no job is submitted', async () => {
    refuse = (key) => (key.endsWith('b.jar') ? { status: 400, code: 'EntityTooLarge' } : undefined)
    const { exitCode, stderr } = await submit('--jars', 'libs/*.jar', 'pi.jar')
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(
      /uploading s3a:\/\/staging\/uploads\/team-a\/[^ ]*b\.jar: the store refuses it: EntityTooLarge/,
    )
    expect(stderr).not.toContain('X-Amz')
    expect(stored()).toBeUndefined()
  })

  it('that changed after they were looked at become no object', async () => {
    refuse = () => ({ status: 400, code: 'BadDigest' })
    const { exitCode, stderr } = await submit('pi.jar')
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('pi.jar changed while it was uploaded')])
    expect(store.requests).toHaveLength(1)
  })

  it('are refused before anything is sent: for the namespace, their size, their names', async () => {
    await writeFile(join(folder, 'big.bin'), Buffer.alloc(5_000_001))
    await writeFile(join(folder, 'a#b.txt'), '')
    for (const [args, message] of [
      [['--namespace', 'team-b', 'pi.jar'], `namespace "team-b" is not the caller's to use`],
      [['--files', 'big.bin', 'pi.jar'], 'big.bin has 5000001 bytes: expected at most 5000000'],
      [['--files', `file:${folder}/a%23b.txt`, 'pi.jar'], 'body.files.1.name: must be the name of a file'],
    ] as const)
      expect(await submit(...args)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(message) })
    expect([store.requests, stored()]).toEqual([[], undefined])
  })

  it('are left to the lifecycle of the bucket where the job is refused', async () => {
    const late = { rule: 'image', message: 'no such image here' } as const
    refuse = () => {
      api.setup.violations = [late]
      return undefined
    }
    const { exitCode, stderr } = await submit('pi.jar')
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('no such image here')])
    expect(store.requests.map((request) => request.split(' ')[0])).toEqual(['PUT'])
  })

  it('need another place where the API is one that takes none', async () => {
    await using old = await ScriptedApi.start([{ status: 404, headers: {}, body: '{"code": "NOT_FOUND"}' }])
    const environment = { SPARKDROP_API: old.url, SPARKDROP_TOKEN: 'alice' }
    const { exitCode, stderr } = await api.run(['submit', '--namespace', 'team-a', 'pi.jar'], {
      cwd: folder,
      environment,
    })
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('takes no files: deploy the stack anew')])
  })
})
