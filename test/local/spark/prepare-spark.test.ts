import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MINISTACK_VERSION, prepareSpark, SPARK_VERSION } from '../../../local/spark/prepare-spark.ts'

const NAME = `venv-spark-${SPARK_VERSION}-ministack-${MINISTACK_VERSION}`

describe('preparing Spark', () => {
  let folder: string
  let path: string | undefined
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'prepare-'))
    path = process.env['PATH']
    process.env['PATH'] = `${join(folder, 'bin')}:${path}`
    await mkdir(join(folder, 'bin'))
    await tool('java', 'echo \'openjdk version "17.0.1"\'')
    await tool('javac', 'echo javac 17.0.1')
  })
  afterEach(async () => {
    process.env['PATH'] = path
    await rm(folder, { recursive: true, force: true })
  })

  const tool = async (name: string, script: string): Promise<void> => {
    const file = join(folder, 'bin', name)
    await writeFile(file, `#!/bin/sh\n${script}\n`)
    await chmod(file, 0o755)
  }

  /** A Python whose venvs have a pip that installs an empty Spark, or does what `pip` says. */
  const python = (pip: string): Promise<void> =>
    tool(
      'python3',
      `case "$1 $2" in
  "--version "*) echo Python 3.12.0 ;;
  "-m venv") mkdir -p "$3/bin" "$3/lib/python3.12/site-packages" && cp "$0" "$3/bin/python3" ;;
  "-m pip") echo "  Downloading pyspark.tar.gz (455.6 MB)"; echo "Collecting $*"; echo pip >> ${folder}/calls; venv=$(dirname $(dirname "$0")); ${pip} ;;
esac`,
    )

  const prepare = (told: string[] = []) =>
    prepareSpark({ cacheHome: join(folder, 'cache'), onProgress: (line) => told.push(line) })

  it('installs once into a folder of the cache, telling what it does, and uses that from then on', async () => {
    await python('touch $venv/bin/ministack')
    const told: string[] = []
    const venv = join(folder, 'cache', NAME)
    expect(await prepare(told)).toEqual({
      sparkHome: join(venv, 'lib/python3.12/site-packages/pyspark'),
      python: join(venv, 'bin/python3'),
      ministack: join(venv, 'bin/ministack'),
    })
    expect(told[0]).toContain(`downloading Spark ${SPARK_VERSION}`)
    expect(told.slice(1)).toEqual(['Downloading pyspark.tar.gz (455.6 MB)'])
    const again: string[] = []
    await prepare(again)
    expect(again).toEqual([])
  })

  it('leaves nothing where pip fails, and says what pip said', async () => {
    await python('echo "ERROR: no network" >&2; exit 1')
    await expect(prepare()).rejects.toMatchObject({
      code: 'SPARK_NOT_INSTALLED',
      message: expect.stringContaining('ERROR: no network'),
    })
    expect(await readdir(join(folder, 'cache'))).toEqual([])
  })

  it('works for two at once', async () => {
    await python('touch $venv/bin/ministack')
    const [one, two] = await Promise.all([prepare(), prepare()])
    expect(one).toEqual(two)
    expect((await readdir(join(folder, 'cache'))).filter((name) => name === NAME)).toEqual([NAME])
  })
})
