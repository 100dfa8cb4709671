import { userInfo } from 'node:os'
import type { Surroundings } from '../surroundings.ts'

/**
 * Whom the driver runs as in Hadoop's eyes. Follows Utils.getCurrentUserName, which a proxy user changes and
 * SPARK_USER overrides.
 */
export function sparkUser(proxyUser: string | undefined, { environment }: Surroundings): string {
  const named = environment['SPARK_USER'] || proxyUser || environment['HADOOP_USER_NAME']
  return named || userInfo().username
}
