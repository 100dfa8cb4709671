import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readJobRequest } from '../../events/read-job-request.ts'

const minimal = {
  version: 1,
  source: { kind: 'sqs', id: 'a' },
  namespace: 'team-a',
  main: { class: 'com.example.Main' },
}

const problemsOf = (value: unknown): string => {
  const read = readJobRequest(value)
  return read.ok ? 'none' : read.problems
}

describe('a job request', () => {
  it('of version 1 is read with its defaults filled in', () => {
    const read = readJobRequest(minimal)
    expect(read).toMatchObject({
      ok: true,
      value: { args: [], conf: {}, restartPolicy: { type: 'Never', submissionFailures: 20 }, suspend: false },
    })
  })

  it('that was read is read again as it is', () => {
    const once = readJobRequest(minimal)
    expect(once.ok && readJobRequest(once.value)).toEqual(once)
  })

  it.each([
    ['text', 'the whole: Invalid input: expected object, received string'],
    [undefined, 'the whole: is missing: expected object'],
    [{}, 'version: is missing, expected one of those that are known: 1'],
    [{ ...minimal, version: 2 }, 'version: is 2, expected one of those that are known: 1'],
    [{ ...minimal, version: '1' }, 'version: is "1", expected one of those that are known: 1'],
    [{ ...minimal, namespace: undefined }, 'namespace: is missing: expected string'],
    [{ ...minimal, namespace: 'Team A' }, 'namespace: must be a Kubernetes namespace'],
    [{ ...minimal, main: {} }, 'main: must name a file, a class, or both'],
    [{ ...minimal, main: { file: 'pi.jar' } }, 'main.file: must be an s3://, s3a:// or local:// URI'],
    [{ ...minimal, source: { kind: 'ftp' } }, "source.kind: Invalid discriminator value. Expected 's3' | 'sqs'"],
    [{ ...minimal, args: ['a', 1] }, 'args.1: Invalid input: expected string, received number'],
    [{ ...minimal, conf: { 'executor.cores': '1' } }, 'conf.executor.cores: must begin with "spark."'],
    [{ ...minimal, conf: { 'spark.executor.cores': 1 } }, 'conf.spark.executor.cores: Invalid input: expected string'],
    [{ ...minimal, dependencies: { jars: ['a.jar'] } }, 'dependencies.jars.0: must be a URI with its scheme'],
    [{ ...minimal, timeouts: { runSeconds: 0 } }, 'timeouts.runSeconds: Too small: expected number to be >0'],
    [{ ...minimal, restartPolicy: { type: 'Maybe' } }, 'restartPolicy.type: Invalid option: expected one of "Never"'],
    [{ ...minimal, labels: { a: 'b c' } }, 'labels.a: must be a Kubernetes label value'],
    [{ ...minimal, klass: 'x' }, 'Unrecognized key: "klass"'],
  ])('that is %j is refused with the path and what was expected', (value, problem) => {
    expect(problemsOf(value)).toContain(problem)
  })

  it('names every problem at once', () => {
    expect(problemsOf({ version: 1, source: minimal.source, namespace: 'x', main: {}, args: 'a' })).toMatch(
      /main: .*; args: /,
    )
  })

  it('is never anything but read or refused in words, whatever was sent', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const read = readJobRequest(value)
        expect(read.ok || read.problems.length > 0).toBe(true)
      }),
    )
  })
})
