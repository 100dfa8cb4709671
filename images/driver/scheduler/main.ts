import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { SparkdropError } from '../../../lib/errors/sparkdrop-error.ts'
import type { NamedFile } from '../../../lib/spark-pod/named-file.ts'
import { readSettings } from '../../../lib/system/read-settings.ts'
import { systemClock } from '../../../lib/system/system-clock.ts'
import { beginLoop } from './begin-loop.ts'
import { connectionLikeJvm } from './connection.ts'
import { linkToJvm } from './jvm-link.ts'
import { serveJvm } from './serve-jvm.ts'
import { sparkLog } from './spark-log.ts'

const environmentSchema = z.object({
  SPARKDROP_SCHEDULER_PORT: z.coerce.number().int().positive(),
  SPARKDROP_SCHEDULER_TOKEN: z.string(),
  SPARK_CONF_DIR: z.string().optional(),
  SPARK_LOCAL_DIRS: z.string().optional(),
  KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN: z.string().default('/var/run/secrets/kubernetes.io/serviceaccount/token'),
})

const TOKEN_FILE = 'spark.kubernetes.authenticate.driver.mounted.oauthTokenFile'

/** Spark, too, takes a folder that is not there for an empty one. */
const filesOf = (folder: string | undefined): readonly NamedFile[] =>
  (folder && existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => statSync(join(folder ?? '', name), { throwIfNoEntry: false })?.isFile())
    .map((name) => ({ name, bytes: readFileSync(join(folder ?? '', name)) }))

const environment = readSettings(environmentSchema, process.env)
const link = await linkToJvm(environment.SPARKDROP_SCHEDULER_PORT, environment.SPARKDROP_SCHEDULER_TOKEN)
// Signals to the whole container are the JVM's to follow: while it lives this is its loop, and without it this ends.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)

/** Says why this process cannot go on, and ends it: a new one may be able to. */
const breakOff = async (error: unknown): Promise<never> => {
  const reason = error instanceof Error ? error.message : String(error)
  console.error(error)
  link.send({ type: 'broken', reason, permanent: error instanceof SparkdropError && !error.retryable })
  await link.end()
  process.exit(1)
}
process.on('uncaughtException', breakOff)

try {
  const begin = beginLoop({
    confFiles: filesOf(environment.SPARK_CONF_DIR),
    localDirs: environment.SPARK_LOCAL_DIRS,
    environment: process.env,
    log: sparkLog(systemClock.now, (line) => process.stderr.write(line)),
    connect: ({ conf, connection }) => {
      const named = conf[TOKEN_FILE]
      const files = [...(named === undefined ? [] : [named]), environment.KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN]
      return connectionLikeJvm(connection, files, systemClock.monotonic)
    },
  })
  await serveJvm(link, begin)
  process.exit(0)
} catch (error) {
  await breakOff(error)
}
