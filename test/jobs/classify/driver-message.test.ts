import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classifyDriver } from '../../../lib/jobs/classify/classify-driver.ts'
import { driverPod, terminated } from '../../builders/driver-pod.ts'

const failed = (logTail: string, exitCode = 1, message?: string) =>
  classifyDriver({
    type: 'MODIFIED',
    pod: driverPod({ driver: terminated(exitCode, message === undefined ? {} : { message }) }),
    logTail,
  })

const text = (...lines: string[]) => lines.join('\n')
const FRAME = '\tat org.apache.spark.deploy.SparkSubmit.main(SparkSubmit.scala)'
const SHUTDOWN = '26/11/20 10:00:59 INFO SparkContext: Successfully stopped SparkContext (Uptime: 4892 ms)'

describe('the message of a failed driver', () => {
  it("is the container's termination message where it left one", () => {
    expect(failed('some log', 3, 'table not found: x\n')).toMatchObject({
      reason: 'USER_CODE',
      message: 'table not found: x',
    })
  })

  it('is the uncaught exception of a JVM with its innermost cause', () => {
    const log = text(
      SHUTDOWN,
      'Exception in thread "main" java.lang.RuntimeException: outer',
      FRAME,
      'Caused by: java.io.IOException: middle',
      FRAME,
      'Caused by: java.lang.IllegalStateException: inner',
      '\t... 13 more',
      SHUTDOWN,
    )
    expect(failed(log).message).toBe(
      'Exception in thread "main" java.lang.RuntimeException: outer\nCaused by: java.lang.IllegalStateException: inner',
    )
  })

  it('is the end of the last Python traceback, however much the JVM logs after it', () => {
    const log = text(
      'Traceback (most recent call last):',
      '  File "/app/a.py", line 1, in <module>',
      'KeyError: 1',
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      'Traceback (most recent call last):',
      '  File "/app/a.py", line 3, in <module>',
      '    s.table("nope").show()',
      '    ^^^^^^^^^^^^^^^',
      'pyspark.errors.exceptions.captured.AnalysisException: [TABLE_OR_VIEW_NOT_FOUND] The table `nope` cannot be found.',
      'To tolerate the error on drop use DROP VIEW IF EXISTS.',
      '',
      SHUTDOWN,
    )
    expect(failed(log).message).toBe(
      'pyspark.errors.exceptions.captured.AnalysisException: [TABLE_OR_VIEW_NOT_FOUND] The table `nope` cannot be found.\nTo tolerate the error on drop use DROP VIEW IF EXISTS.',
    )
  })

  it('goes down to what failed in a Python worker', () => {
    const log = text(
      'Traceback (most recent call last):',
      '  File "/app/c.py", line 4, in <module>',
      'py4j.protocol.Py4JJavaError: An error occurred while calling z:collectAndServe.',
      ': org.apache.spark.SparkException: Job aborted due to stage failure: Traceback (most recent call last):',
      '  File "/app/c.py", line 3, in f',
      '    def f(x): raise KeyError("inside")',
      "KeyError: 'inside'",
      '',
      FRAME,
      SHUTDOWN,
    )
    expect(failed(log).message?.split('\n').at(-1)).toBe("KeyError: 'inside'")
  })

  it('is the last line logged as an error where nothing was thrown', () => {
    const log = text('26/11/20 10:00:00 ERROR Job: no input today', SHUTDOWN)
    expect(failed(log).message).toBe('Job: no input today')
  })

  it('is the last lines where nothing looks like an error, without the routine of the log', () => {
    const log = text('one', 'two', 'three', 'four', 'five', 'six', SHUTDOWN, '')
    expect(failed(log).message).toBe('two\nthree\nfour\nfive\nsix')
  })

  it('says by which signal the driver ended before what it said', () => {
    expect(failed('last words', 143).message).toBe('the driver was ended by SIGTERM (exit code 143): last words')
  })

  it('is cut short, and has nothing in it that a terminal would obey', () => {
    const verdict = failed(`\u001b[31mred\u001b[0m \u0007bell\r\n\u202egnp.exe ${'x'.repeat(5000)}`)
    expect(verdict.message).toMatch(/^red bell\ngnp\.exe x+…$/)
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (said) => {
        const message = failed(said).message ?? ''
        expect(message.length).toBeLessThanOrEqual(1000)
        expect(message).not.toMatch(/(?![\n\t])\p{Cc}/u)
        expect(message.isWellFormed()).toBe(true)
      }),
    )
  })
})

describe('a failure that is known', () => {
  it.each([
    [
      'Error: Failed to load class com.example.Missing.',
      101,
      'USER_CODE',
      'class com.example.Missing is not in the jar: ',
    ],
    ['java.lang.ClassNotFoundException: Main', 101, 'USER_CODE', 'class Main is not in the jar: '],
    [
      'Exception in thread "main" java.lang.NoClassDefFoundError: com/example/Util',
      1,
      'USER_CODE',
      'class com.example.Util is not in the jar: ',
    ],
    [
      'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space',
      1,
      'OOM',
      "the driver's JVM ran out of memory (Java heap space)",
    ],
    ['Terminating due to java.lang.OutOfMemoryError: Java heap space', 3, 'OOM', "the driver's JVM ran out of memory"],
    [
      'Exception in thread "main" org.apache.spark.SparkException: Job aborted due to stage failure: Lost task 0.3: ExecutorLostFailure: exit code 137 (SIGKILL, possible container OOM).',
      1,
      'OOM',
      'an executor ran out of memory',
    ],
    [
      'Traceback (most recent call last):\n  File "a.py", line 1\nMemoryError',
      1,
      'OOM',
      "the driver's Python ran out of memory",
    ],
    [
      'Exception in thread "main" org.apache.spark.SparkException: Failed to get main class in JAR with error',
      1,
      'CONFIG',
      "the jar's manifest names no Main-Class",
    ],
    [
      "python3: can't open file '/app/none.py': [Errno 2] No such file or directory",
      2,
      'CONFIG',
      'the main file /app/none.py is not in',
    ],
    ["ModuleNotFoundError: No module named 'numpy'", 1, 'USER_CODE', 'Python module numpy is missing'],
    [
      'Invalid maximum heap size: -Xmx5zz\nError: Could not create the Java Virtual Machine.',
      1,
      'CONFIG',
      'the Java options are not valid',
    ],
    ['Error: Unrecognized option: --nope', 1, 'CONFIG', "the image's spark-submit does not know --nope"],
    [
      'Exception in thread "main" org.apache.spark.SparkException: External scheduler cannot be instantiated\nCaused by: io.fabric8.kubernetes.client.KubernetesClientException: pods "pi" is forbidden: User "system:serviceaccount:analytics:default" cannot get resource "pods" in API group "".',
      1,
      'CONFIG',
      'service account default may not get pods',
    ],
    [
      'Caused by: java.lang.RuntimeException: pods "x" is forbidden: exceeded quota: team, requested: cpu=2',
      1,
      'QUOTA',
      "the namespace's quota team is used up",
    ],
    [
      'Error: the scheduler loop had to give up: it ended 5 times in a row',
      70,
      'CONFIG',
      "the driver's scheduler loop could not keep executors (it ended 5 times in a row)",
    ],
    [
      'java.lang.ClassNotFoundException: Class org.apache.hadoop.fs.s3a.S3AFileSystem not found',
      1,
      'IMAGE',
      'the image lacks hadoop-aws',
    ],
    ['[FATAL tini (7)] exec java failed: No such file or directory', 127, 'CONFIG', 'the image has no program java'],
    [
      'Error: Could not find or load main class org.apache.spark.deploy.SparkSubmit',
      1,
      'IMAGE',
      'the image holds no Spark',
    ],
  ])('says what to do about it: %s', (log, exitCode, reason, advice) => {
    const verdict = failed(log, exitCode)
    expect(verdict).toMatchObject({ state: 'FAILED', reason, exitCode })
    expect(verdict.message).toContain(advice)
    expect(verdict.message).toContain(log.split('\n').at(-1))
  })

  it('names the jar that is not there rather than the class that it would have held', () => {
    const log = text(
      '26/11/20 10:00:01 WARN DependencyUtils: Local jar /opt/app.jar does not exist, skipping.',
      'Error: Failed to load class com.example.Main.',
    )
    const verdict = failed(log, 101)
    expect(verdict.reason).toBe('CONFIG')
    expect(verdict.message).toContain("the jar /opt/app.jar is not in the driver's container")
  })

  it('is found in a termination message that the kubelet took from the log', () => {
    const verdict = failed('', 101, 'first\njava.lang.ClassNotFoundException: Main\n')
    expect(verdict.message).toMatch(/^class Main is not in the jar: .*\njava\.lang\.ClassNotFoundException: Main$/)
  })
})
