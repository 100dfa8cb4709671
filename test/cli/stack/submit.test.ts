import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Interrupted } from '../../../lib/cli/explain-error.ts'
import { jar } from '../../builders/zip.ts'
import { startRecordingS3 } from '../../conformance/recording-s3.ts'
import { ScriptedApi } from '../api-client/scripted-api.ts'
import { ServedApi } from './served-api.ts'

let api: ServedApi
let folder: string
beforeEach(async () => {
  api = await ServedApi.start()
  folder = await mkdtemp(join(tmpdir(), 'sparkdrop-request-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await api[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const submit = (...args: string[]) => api.run(['submit', ...args], { cwd: folder })
const PI = ['--namespace', 'team-a', '--class', 'com.example.Pi', 's3a://drop/team-a/pi.jar']
const stored = () => [...api.setup.store.jobs.values()].at(-1)

describe('sparkdrop submit to a stack', () => {
  it('sends a job and writes its id, and nothing else, to standard output', async () => {
    const { exitCode, stdout, stderr } = await submit('--name', 'pi', ...PI, '100', '--executor-memory')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^[0-9a-f]{32}\n$/)
    expect(stderr).toBe('team-a:pi ACCEPTED\n')
    expect(stored()?.request).toMatchObject({
      namespace: 'team-a',
      name: 'pi',
      main: { file: 's3a://drop/team-a/pi.jar', class: 'com.example.Pi' },
      args: ['100', '--executor-memory'],
      conf: {},
    })
    expect(api.setup.queue.sent).toHaveLength(1)
  })

  it('takes spark-submit’s flags for what they mean', async () => {
    await submit(
      ...['--conf', 'spark.kubernetes.namespace=team-a', '--driver-memory', '2g', '--executor-cores=2'],
      ...['--num-executors', '5', '--jars', 's3://b/a.jar,local:///opt/b.jar', '--packages', 'g:a:1'],
      ...['--py-files', 's3a://b/x.zip', '--files', 'https://h/y.txt', '--archives', 's3a://b/z.zip#z'],
      ...['--conf', 'spark.eventLog.enabled=true', '--deploy-mode', 'cluster', 's3a://drop/team-a/app.py', 'x'],
    )
    expect(stored()?.request).toMatchObject({
      namespace: 'team-a',
      name: 'app.py',
      main: { file: 's3a://drop/team-a/app.py' },
      args: ['x'],
      conf: {
        'spark.driver.memory': '2g',
        'spark.executor.cores': '2',
        'spark.executor.instances': '5',
        'spark.eventLog.enabled': 'true',
      },
      dependencies: {
        jars: ['s3://b/a.jar', 'local:///opt/b.jar'],
        packages: ['g:a:1'],
        pyFiles: ['s3a://b/x.zip'],
        files: ['https://h/y.txt'],
        archives: ['s3a://b/z.zip#z'],
      },
    })
    const names = Object.keys(stored()?.request?.conf ?? {})
    expect(names.filter((name) => /master|deployMode|namespace|upload|app\.name|jars/.test(name))).toEqual([])
  })

  it('under the same --id is the same job, and says where another job has it', async () => {
    const [first, second] = [await submit('--id', 'nightly', ...PI), await submit('--id', 'nightly', ...PI)]
    expect(second.stdout).toBe(first.stdout)
    expect(api.setup.store.jobs.size).toBe(1)
    const other = await submit('--id', 'nightly', ...PI, 'another argument')
    expect(other).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringContaining('same key from another request'),
    })
    expect((await submit(...PI)).stdout).not.toBe(first.stdout)
  })

  it('waits, and ends as the job ends', async () => {
    api.setup.onSleep = () => {
      const job = stored()
      if (!job) return
      const step = { state: 'FAILED', reason: 'OOM', message: 'no memory', exitCode: 52, attempt: 1 } as const
      api.setup.store.jobs.set(job.jobId, {
        ...job,
        ...step,
        history: [...job.history, { ...step, at: job.updatedAt }],
      })
    }
    const { exitCode, stdout, stderr } = await submit('--wait', '-o', 'json', ...PI)
    expect(exitCode).toBe(52)
    expect(JSON.parse(stdout)).toMatchObject({ state: 'FAILED', reason: 'OOM', exitCode: 52 })
    expect(stderr).toContain('FAILED (OOM): no memory')
  })

  it('says how to go on where its time to wait is over', async () => {
    const { exitCode, stderr } = await submit('--timeout', '0', ...PI)
    expect(exitCode).toBe(124)
    expect(stderr).toContain(`to end it: sparkdrop kill ${stored()?.jobId}`)
  })

  it('stops watching where the person has had enough, and the job goes on', async () => {
    const stop = new AbortController()
    api.setup.onSleep = () => stop.abort(new Interrupted('SIGINT'))
    const { exitCode, stderr } = await api.run(['submit', '--follow', ...PI], { signal: stop.signal })
    expect(exitCode).toBe(130)
    expect(stderr).toContain(`to end it: sparkdrop kill ${stored()?.jobId}`)
    expect(stderr.match(/stopped by SIGINT/g)).toHaveLength(1)
    expect(stored()?.state).toBe('ACCEPTED')
  })

  it('prints the request with --dry-run, and asks nobody', async () => {
    await writeFile(join(folder, 'app.py'), 'print(1)')
    const { exitCode, stdout } = await submit('--dry-run', '--namespace', 'team-a', 'app.py', '1')
    expect(exitCode).toBe(0)
    expect(stdout).toContain(`version: 1\nnamespace: team-a\nname: app.py\nmain:\n  file: file:${folder}/app.py\n`)
    const json = await submit('--dry-run', '-o', 'json', ...PI)
    expect(JSON.parse(json.stdout)).toMatchObject({ version: 1, main: { class: 'com.example.Pi' } })
    expect(api.calls).toEqual([])
  })

  it.each([
    [['--namespace', 'No', 's3a://b/a.py'], 'this can be no job: namespace: must be a Kubernetes namespace'],
    [['--namespace', 'a', 'https://h/a.py'], 'main.file: must be an s3://, s3a:// or local:// URI'],
    [['--namespace', 'a', 'missing.py'], 'missing.py does not exist, so that it cannot be uploaded'],
    [['--proxy-user', 'bob', 's3a://b/a.py'], '--proxy-user needs the cluster'],
    [['--deploy-mode', 'client', 's3a://b/a.py'], 'Client mode runs the driver where spark-submit is called'],
    [['--stack', 's', '--master', 'k8s://h', 's3a://b/a.py'], 'leave one out'],
    [['--namespace', 'a', '-o', 'xml', 's3a://b/a.py'], "--output: 'xml' is none of text, json"],
    [['job.yaml'], 'the job file job.yaml does not exist on this machine'],
    [['--conf', 'spark.executor.memory=-1', 's3a://b/a.py'], 'Executor memory must be a positive number'],
  ])('refuses %j with what would be right', async (args, message) => {
    const { exitCode, stdout, stderr } = await submit(...args)
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toContain(message)
    expect(api.setup.store.jobs.size).toBe(0)
  })

  it('tells what a policy refuses', async () => {
    api.setup.violations = [
      { rule: 'image', property: 'spark.kubernetes.container.image', message: 'no such image here' },
    ]
    expect(await submit(...PI)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no such image here') })
  })
})

describe('a job file', () => {
  const write = async (name: string, text: string) => writeFile(join(folder, name), text)

  it('is sent as it is, with what options and arguments say going before it', async () => {
    await write(
      'job.yaml',
      'namespace: team-a\nname: pi\nmain: {file: s3a://drop/team-a/pi.jar, class: com.example.Pi}\nargs: [1]\n' +
        'conf: {spark.executor.memory: 1g, spark.executor.cores: 2}\nrestartPolicy: {type: OnFailure, runFailures: 3}\n',
    )
    await submit('job.yaml')
    expect(stored()?.request).toMatchObject({
      name: 'pi',
      args: ['1'],
      restartPolicy: { type: 'OnFailure', runFailures: 3 },
    })
    await submit('--name', 'other', '--executor-memory', '4g', 'job.yaml', '7', '8')
    expect(stored()?.request).toMatchObject({
      name: 'other',
      namespace: 'team-a',
      main: { class: 'com.example.Pi' },
      args: ['7', '8'],
      conf: { 'spark.executor.memory': '4g', 'spark.executor.cores': '2' },
    })
  })

  it.each([
    ['main: {}\n', 'main: must name a file, a class, or both'],
    ['main: {class: A}\nmemory: 1g\n', 'memory'],
    ['- a\n', 'job.yaml says no fields'],
    ['main: {class: A}\nsource: {kind: sqs, id: x}\n', 'source'],
  ])('of %j is refused with what is wrong', async (text, message) => {
    await write('job.yaml', text)
    const { exitCode, stderr } = await submit('job.yaml')
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(message)])
  })
})

describe('files of this machine', () => {
  const S3 = (url: string) => [
    ...['--conf', `spark.hadoop.fs.s3a.endpoint=${url}`, '--conf', 'spark.hadoop.fs.s3a.path.style.access=true'],
    ...['--conf', 'spark.hadoop.fs.s3a.access.key=key', '--conf', 'spark.hadoop.fs.s3a.secret.key=s3cr3t'],
  ]
  const files = async () => {
    await writeFile(join(folder, 'pi.jar'), jar({ 'Main-Class': 'com.example.Main' }))
    await mkdir(join(folder, 'libs'))
    for (const name of ['a', 'b']) await writeFile(join(folder, 'libs', `${name}.jar`), name)
  }

  it('are uploaded below the upload path, and named there; the manifest says the class', async () => {
    await files()
    await using s3 = await startRecordingS3()
    const path = ['--conf', 'spark.kubernetes.file.upload.path=s3a://staging/mine']
    const { exitCode, stderr } = await submit(
      ...S3(s3.url),
      ...path,
      '--namespace',
      'team-a',
      '--jars',
      'libs/*.jar',
      'pi.jar',
    )
    expect(exitCode, stderr).toBe(0)
    const { main, dependencies, conf } = stored()?.request ?? {}
    expect(main?.class).toBe('com.example.Main')
    const named = [main?.file, ...(dependencies?.jars ?? [])].map((uri) => uri?.replace('s3a://', ''))
    expect(named.sort()).toEqual([...s3.objects.keys()].sort())
    expect(named).toHaveLength(3)
    expect(named[0]).toMatch(/^staging\/mine\/spark-upload-[0-9a-f-]{36}\/(a|b|pi)\.jar$/)
    expect(JSON.stringify([conf, stored()])).not.toContain('s3cr3t')
    expect(stderr).toContain('spark.hadoop.fs.s3a.secret.key is used for uploads and not sent to the stack')
  })

  it('go to the same place under the same id, so that the same command asks for the same job', async () => {
    await files()
    await using s3 = await startRecordingS3()
    const args = [...S3(s3.url), '--conf', 'spark.kubernetes.file.upload.path=s3a://staging/mine']
    const again = () => submit(...args, '--namespace', 'team-a', '--id', 'k', 'pi.jar')
    expect((await again()).stdout).toBe((await again()).stdout)
    expect(s3.objects.size).toBe(1)
  })

  it('are taken back where the job is refused', async () => {
    await files()
    await using s3 = await startRecordingS3()
    const args = [...S3(s3.url), '--conf', 'spark.kubernetes.file.upload.path=s3a://staging/mine']
    expect((await submit(...args, '--namespace', 'team-b', 'pi.jar')).exitCode).toBe(1)
    expect(s3.requests.some((request) => request.startsWith('PUT'))).toBe(true)
    expect(s3.objects.size).toBe(0)
  })

  it('of a job file are named relative to it', async () => {
    await files()
    await writeFile(
      join(folder, 'libs', 'job.yaml'),
      'namespace: team-a\nmain: {file: ../pi.jar}\ndependencies: {jars: [a.jar]}\n',
    )
    await using s3 = await startRecordingS3()
    const args = [...S3(s3.url), '--conf', 'spark.kubernetes.file.upload.path=s3a://staging/mine']
    const { exitCode, stderr } = await submit(...args, 'libs/job.yaml')
    expect(exitCode, stderr).toBe(0)
    expect(stored()?.request).toMatchObject({ main: { class: 'com.example.Main' } })
    expect([...s3.objects.keys()].map((key) => key.split('/').pop()).sort()).toEqual(['a.jar', 'pi.jar'])
  })
})

describe('a stack by its name', () => {
  const output = (key: string, value: string) =>
    `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`
  const stack = (outputs: string) => ({
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body:
      '<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>' +
      `<member><StackName>mine</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${outputs}</Outputs></member>` +
      '</Stacks></DescribeStacksResult></DescribeStacksResponse>',
  })
  const refusal = {
    status: 400,
    headers: { 'content-type': 'text/xml' },
    body: '<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id mine does not exist</Message></Error></ErrorResponse>',
  }
  const useAws = (url: string) => {
    for (const [name, value] of Object.entries({
      AWS_ENDPOINT_URL_CLOUDFORMATION: url,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
    }))
      vi.stubEnv(name, value)
  }

  it('is found, and says where files go', async () => {
    await writeFile(join(folder, 'app.py'), 'print(1)')
    await using s3 = await startRecordingS3()
    await using cloud = await ScriptedApi.start([
      stack(output('ApiUrl', api.url) + output('UploadPath', 's3a://staging/uploads')),
    ])
    useAws(cloud.url)
    const access = ['access.key=key', 'secret.key=secret', `endpoint=${s3.url}`, 'path.style.access=true']
    const s3a = access.flatMap((setting) => ['--conf', `spark.hadoop.fs.s3a.${setting}`])
    const { exitCode, stderr } = await submit('--stack', 'mine', '--namespace', 'team-a', ...s3a, 'app.py')
    expect(exitCode, stderr).toBe(0)
    expect([...s3.objects.keys()]).toEqual([
      expect.stringMatching(/^staging\/uploads\/team-a\/spark-upload-[^/]+\/app\.py$/),
    ])
    expect(cloud.seen[0]?.body).toContain('StackName=mine')
  })

  it.each([
    [refusal, 'there is no stack mine in this account and region: AWS_REGION or AWS_PROFILE may name others'],
    [stack(output('Other', 'x')), 'the stack mine has no output ApiUrl'],
  ])('that is no stack of sparkdrop’s is refused', async (answer, message) => {
    await using cloud = await ScriptedApi.start([answer])
    useAws(cloud.url)
    const { exitCode, stderr } = await api.run(['list', '--stack', 'mine'])
    expect([exitCode, stderr]).toEqual([
      1,
      `sparkdrop: ${message}${message.endsWith('ApiUrl') ? ": is it one of sparkdrop's, and up to date?" : ''}\n`,
    ])
  })
})
