import { getSecret } from '@aws-lambda-powertools/parameters/secrets'
import { getParameter } from '@aws-lambda-powertools/parameters/ssm'
import { TransientError } from '../errors/sparkdrop-error.ts'
import { transient } from './aws-error.ts'

const MAX_AGE_SECONDS = 60

/** The text of an SSM parameter, at most a minute old. */
export const readParameter = async (name: string): Promise<string> => {
  const value = await getParameter(name, { maxAge: MAX_AGE_SECONDS }).catch((error: unknown) => {
    throw transient(`reading parameter ${name}`, error)
  })
  if (value === undefined) throw new TransientError('PARAMETER_MISSING', `there is no parameter ${name}`)
  return value
}

/** The text of a secret, at most a minute old. */
export const readSecret = async (id: string): Promise<string> => {
  const value = await getSecret(id, { maxAge: MAX_AGE_SECONDS }).catch((error: unknown) => {
    throw transient(`reading secret ${id}`, error)
  })
  if (typeof value !== 'string') throw new TransientError('SECRET_MISSING', `secret ${id} holds no text`)
  return value
}
