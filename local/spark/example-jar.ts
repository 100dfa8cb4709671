import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { SparkdropError } from '../../lib/errors/sparkdrop-error.ts'
import { keepByContent } from './keep-by-content.ts'
import { SPARK_VERSION } from './prepare-spark.ts'

const run = promisify(execFile)

const SOURCE = fileURLToPath(new URL('../../examples/spark-pi/SparkPi.java', import.meta.url))
const MAIN_CLASS = 'dev.sparkdrop.examples.SparkPi'
const JAVA_RELEASE = '17'

export interface ExampleJarOptions {
  readonly sparkHome: string
  /** The JDK to compile with; absent: javac and jar of the PATH. */
  readonly javaHome?: string
  readonly outFile: string
}

const compile = async ({ sparkHome, javaHome }: ExampleJarOptions, folder: string): Promise<string> => {
  const tool = (name: string): string => (javaHome ? join(javaHome, 'bin', name) : name)
  const [classes, manifest, jar] = [join(folder, 'classes'), join(folder, 'manifest'), join(folder, 'app.jar')]
  await writeFile(manifest, `Main-Class: ${MAIN_CLASS}\n`)
  const classpath = join(sparkHome, 'jars', '*')
  try {
    await run(tool('javac'), ['--release', JAVA_RELEASE, '-proc:none', '-cp', classpath, '-d', classes, SOURCE])
    await run(tool('jar'), ['--create', '--file', jar, '--manifest', manifest, '-C', classes, '.'])
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim() || String(cause)
    throw new SparkdropError('EXAMPLE_NOT_COMPILED', `The example could not be compiled: ${said}`, false, { cause })
  }
  return jar
}

/**
 * The Spark Pi example as a jar whose manifest names its main class. It is compiled once for each version of its source
 * and kept beside `outFile`, under a name with the source's hash.
 *
 * @returns `outFile`
 * @throws SparkdropError EXAMPLE_NOT_COMPILED with what the compiler said
 */
export const buildExampleJar = async (options: ExampleJarOptions): Promise<string> => {
  const { outFile } = options
  await keepByContent({
    outFile,
    sources: [SOURCE],
    salt: SPARK_VERSION,
    make: (folder) => compile(options, folder),
  })
  return outFile
}
