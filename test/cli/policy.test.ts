import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { run } from '../../lib/cli/run.ts'
import { capturedSurroundings } from './captured-surroundings.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparkdrop-policy-'))
afterAll(() => rmSync(folder, { recursive: true }))

const FILES = {
  'good.yaml':
    'source: {kind: api, principal: alice, idempotencyKey: a}\nnamespace: team-a\nmain: {file: s3a://drop/team-a/pi.py}\n',
  'bad.yaml':
    'namespace: team-a\nmain: {file: s3a://drop/team-b/pi.py}\nconf: {spark.master: elsewhere, spark.executor.instances: "1000"}\n',
  'dropped.yaml': 'main: {file: pi.py}\ndependencies: {jars: [lib/a.jar]}\n',
  'spark.properties': 'spark.kubernetes.driver.docker.image=evil\nspark.executor.memory 2g\n',
  'nothing.yaml': '- a list\n',
  'broken.yaml': 'conf: [',
  'defaults.conf': 'spark.executor.instances 1000\n',
  'policy.yaml':
    'version: 1\ndropBucket: drop\ntenants:\n  - {name: a, sources: [{kind: api, principal: alice}], namespaces: [team-a], files: ["s3://drop/**"]}\n',
  'wrong.yaml': 'version: 1\ntenants: []\n',
}
for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text)

const check = async (...args: readonly string[]) => {
  const surroundings = capturedSurroundings({ cwd: folder })
  const exitCode = await run(['policy', 'check', ...args], surroundings)
  return { exitCode, ...surroundings.written }
}

describe('sparkdrop policy check', () => {
  it('says that a job may run, and whose it is', async () => {
    expect(await check('good.yaml', '--drop-bucket', 'drop')).toEqual({
      exitCode: 0,
      stdout: 'allowed: tenant callers, namespace team-a\n',
      stderr: '',
    })
  })

  it('explains each refusal on a line of its own', async () => {
    const { exitCode, stdout } = await check('bad.yaml', '--source', 'sqs', '--drop-bucket', 'drop')
    expect(exitCode).toBe(3)
    expect(stdout.split('\n').map((line) => line.trim().split(/\s+/)[0])).toEqual([
      'refused:',
      'property',
      'file',
      'limit',
      '',
    ])
    expect(stdout).toContain("spark.master=elsewhere: where a job is submitted is the platform's: leave it out")
  })

  it('writes JSON for programs', async () => {
    const { exitCode, stdout } = await check('bad.yaml', '--source', 'sqs', '--drop-bucket', 'drop', '-o', 'json')
    expect(exitCode).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({
      allowed: false,
      tenant: 'callers',
      namespace: 'team-a',
      violations: [
        { rule: 'property', property: 'spark.master', value: 'elsewhere' },
        { rule: 'file', property: 'main.file' },
        { rule: 'limit', property: 'spark.executor.instances' },
      ],
    })
  })

  it('judges a job file as it would be dropped, its own files beside it', async () => {
    const { exitCode, stdout } = await check('dropped.yaml', '--source', 's3://drop/team-a/jobs/etl.yaml')
    expect([exitCode, stdout]).toEqual([0, 'allowed: tenant folders, namespace team-a\n'])
  })

  it('judges settings alone, by their old names too', async () => {
    const { exitCode, stdout } = await check('spark.properties', '--source', 's3://drop/team-a/pi.jar')
    expect(exitCode).toBe(3)
    expect(stdout).toContain(
      'spark.kubernetes.driver.docker.image=evil (today spark.kubernetes.driver.container.image)',
    )
  })

  it("takes the platform's defaults into account", async () => {
    const { exitCode, stdout } = await check('good.yaml', '--drop-bucket', 'drop', '--defaults', 'defaults.conf')
    expect([exitCode, stdout]).toEqual([3, expect.stringContaining('asks for 1000 executors')])
  })

  it('judges by the policy that it is given', async () => {
    expect(await check('good.yaml', '--policy', 'policy.yaml')).toMatchObject({ exitCode: 0 })
    expect((await check('good.yaml', '--source', 'api:bob', '--policy', 'policy.yaml')).stdout).toContain(
      'principal bob: the policy knows no tenant whose jobs come from there',
    )
  })

  it.each([
    [['missing.yaml'], 'job: missing.yaml does not exist'],
    [['nothing.yaml'], 'nothing.yaml holds no job'],
    [['broken.yaml'], 'broken.yaml is no YAML'],
    [['bad.yaml'], 'say by --source where it comes from'],
    [['good.yaml', '--source', 'ftp://x'], "--source: 'ftp://x' is none of s3://bucket/key, sqs"],
    [['good.yaml', '--policy', 'wrong.yaml'], 'wrong.yaml cannot be used: tenants'],
    [['good.yaml', '-o', 'xml'], "--output: 'xml' is none of text, json"],
    [[], "missing required argument 'job'"],
  ])('with %j says what is wrong, and judges nothing', async (args, words) => {
    const { exitCode, stdout, stderr } = await check(...args)
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toContain(words)
  })

  it('tells of itself', async () => {
    const surroundings = capturedSurroundings()
    expect(await run(['policy', '--help'], surroundings)).toBe(0)
    expect(surroundings.written.stdout).toContain('sparkdrop policy <command>')
    expect((await check('--help')).stdout).toContain('Exit codes: 0 the job may run')
  })
})
