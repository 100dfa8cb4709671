import { join } from 'node:path'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { SubmitArguments } from '../../submission/arguments/parse-arguments.ts'
import type { PropertyFiles } from '../../submission/arguments/spark-properties.ts'
import type { Surroundings } from '../surroundings.ts'
import { readClientFile } from './client-path.ts'
import { sparkConfFolder } from './conf-folder.ts'

/**
 * The texts of the files that settings may come from.
 * @throws InvalidJobError PROPERTIES_FILE_MISSING, CLIENT_FILE_UNREADABLE
 */
export function readPropertyFiles({ options }: SubmitArguments, surroundings: Surroundings): PropertyFiles {
  const { cwd } = surroundings
  const folder = sparkConfFolder(surroundings)
  const defaults =
    folder === undefined ? undefined : readClientFile(join(folder, 'spark-defaults.conf'), cwd, 'SPARK_CONF_DIR')
  const file = options.propertiesFile
  const properties = file === undefined ? undefined : readClientFile(file, cwd, '--properties-file')
  if (file !== undefined && properties === undefined) {
    const message = `--properties-file: ${file} does not exist or is not a file`
    throw new InvalidJobError('PROPERTIES_FILE_MISSING', message, {
      details: { property: '--properties-file', value: file },
    })
  }
  return {
    ...(properties === undefined ? {} : { propertiesFile: properties.toString('utf8') }),
    ...(defaults === undefined ? {} : { defaultsFile: defaults.toString('utf8') }),
  }
}
