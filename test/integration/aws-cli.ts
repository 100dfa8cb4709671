import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { virtualEnvironment } from './virtual-environment.ts'

const AWSCLI = '1.46.3'

/**
 * The folder of the AWS CLI: of the pinned version, which pip installs; where it cannot, the one of the PATH, as ''.
 *
 * @returns undefined where there is none at all
 */
export const awsCli = async (): Promise<string | undefined> => {
  try {
    return await virtualEnvironment(`venv-awscli-${AWSCLI}`, [`awscli==${AWSCLI}`])
  } catch {
    const found = promisify(execFile)('aws', ['--version'])
    return found.then(
      () => '',
      () => undefined,
    )
  }
}
