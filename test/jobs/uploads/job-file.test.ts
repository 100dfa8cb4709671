import { describe, expect, it } from 'vitest'
import { describeUpload } from '../../../lib/jobs/uploads/describe-upload.ts'
import { jar, zip } from '../../builders/zip.ts'
import { InMemoryObjectStore } from '../../fakes/in-memory-object-store.ts'

const upload = { bucket: 'drop', key: 'team-a/etl/nightly.yaml', versionId: 'y1' }

const stored = (text: string, key = upload.key) =>
  new InMemoryObjectStore()
    .put({ ...upload, key }, text)
    .put({ bucket: 'drop', key: 'team-a/etl/_lib/load.jar' }, jar({ 'Main-Class': 'com.example.Load' }))
    .put({ bucket: 'drop', key: 'team-a/etl/app.zip' }, zip({ '__main__.py': 'print(1)' }))
    .put({ bucket: 'drop', key: 'team-a/etl/load.py' }, 'print(1)')

const allowAll = () => undefined
const described = (text: string, key = upload.key) =>
  describeUpload(stored(text, key), { ...upload, key }, 'team-a', allowAll)

describe('a job file', () => {
  it('is a request: its files are relative to it or URIs, its namespace is the place’s', async () => {
    const request = await described(
      [
        'main: {file: _lib/load.jar}',
        'args: [1]',
        'dependencies:',
        '  jars: [_lib/util.jar, ../shared/all.jar, "s3://files/x.jar"]',
        '  files: [app.conf#app.conf]',
        'restartPolicy: {type: OnFailure, runFailures: 2}',
        'timeouts: {runSeconds: 60}',
      ].join('\n'),
    )
    expect(request).toMatchObject({
      source: { kind: 's3', ...upload },
      namespace: 'team-a',
      main: { file: 's3a://drop/team-a/etl/_lib/load.jar', class: 'com.example.Load' },
      args: ['1'],
      restartPolicy: { type: 'OnFailure', runFailures: 2 },
      timeouts: { runSeconds: 60 },
      dependencies: {
        jars: ['s3a://drop/team-a/etl/_lib/util.jar', 's3a://drop/team-a/shared/all.jar', 's3://files/x.jar'],
        files: ['s3a://drop/team-a/etl/app.conf#app.conf'],
      },
    })
  })

  it('may be JSON, and may say again what the place says', async () => {
    const text = '{"version": 1, "namespace": "team-a", "main": {"file": "load.py"}}'
    const request = await described(text, 'team-a/etl/nightly.json')
    expect(request.main).toEqual({ file: 's3a://drop/team-a/etl/load.py' })
  })

  it('may run a class that the image has, or a file in it', async () => {
    expect((await described('main: {class: org.apache.spark.examples.SparkPi}')).main).toEqual({
      class: 'org.apache.spark.examples.SparkPi',
    })
    expect((await described('main: {file: "local:///opt/app.py"}')).main).toEqual({ file: 'local:///opt/app.py' })
  })

  it('may run a zip with __main__.py', async () => {
    expect((await described('main: {file: app.zip}')).main).toEqual({ file: 's3a://drop/team-a/etl/app.zip' })
  })

  it.each([
    ['main: {file: gone.jar}', 's3://drop/team-a/etl/gone.jar does not exist: drop it before the job file'],
    ['main: {file: ../../team-b/x.jar}', '"../../team-b/x.jar" leads out of team-a/: name a file that lies below it'],
    ['main: {file: /x.jar}', 'nightly.yaml cannot be used: main.file: must be an s3://, s3a:// or local:// URI'],
    ['main: {file: load.py, class: A}', 'load.py is no jar: leave out the class "A"'],
    ['args: [1]', 'nightly.yaml cannot be used: main: is missing: expected object'],
    ['main: {}', 'nightly.yaml cannot be used: main: must name a file, a class, or both'],
    ['main: {class: A}\nnamespace: team-b', 'says namespace "team-b", and what is dropped there runs in "team-a"'],
    ['main: {class: A}\nsource: {kind: sqs, id: a}', 'Unrecognized key: "source"'],
    ['main: {class: A}\nversion: 2', 'version: Invalid input: expected 1'],
    ['main: {class: A}\nconf: {executor.cores: 1}', 'conf.executor.cores: must begin with "spark."'],
    ['main: {class: A}\nconf: {spark: {executor: 1}}', 'conf.spark: must begin with "spark."'],
    ['main: {class: A}\npriority: high', 'priority: Invalid input: expected number, received string'],
    ['main: {class: A}\ndependencies: {jars: a.jar}', 'dependencies.jars: Invalid input: expected array'],
  ])('that says %j is refused with what to do', async (text, message) => {
    await expect(described(text)).rejects.toThrow(message)
  })
})
