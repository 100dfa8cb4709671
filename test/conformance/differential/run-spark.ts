import { execFileSync } from 'node:child_process'
import { homedir } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Where the Spark is that this project is compared with; nothing where there is none. */
export const sparkHome: string | undefined = process.env['SPARKDROP_TEST_SPARK_HOME']

/** For the titles of tests that need a Spark. */
export const whySkipped: string = sparkHome === undefined ? ' (skipped: SPARKDROP_TEST_SPARK_HOME names no Spark)' : ''

/** The JVM is short-lived, and lets the program change its own environment. */
const JVM = ['--add-opens=java.base/java.util=ALL-UNNAMED', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']

/** Runs a Java program of this folder with Spark's own classes: a line of JSON in, and one out, for each value. */
export function askSpark<In, Out>(program: string, input: readonly In[], cwd: string): readonly Out[] {
  const file = fileURLToPath(new URL(program, import.meta.url))
  const output = execFileSync('java', [...JVM, '-cp', `${sparkHome}/jars/*`, file], {
    input: input.map((value) => `${JSON.stringify(value)}\n`).join(''),
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    stdio: 'pipe',
    env: {
      PATH: process.env['PATH'],
      HOME: homedir(),
      LANG: 'C.UTF-8',
      SPARK_LOCAL_IP: '127.0.0.1',
      SPARK_HOME: sparkHome,
      SPARK_SCALA_VERSION: '2.13',
    },
  })
  return output.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
}
