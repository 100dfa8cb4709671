import type { S3Access } from '../../aws/s3-client.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { Surroundings } from '../surroundings.ts'
import type { HadoopSettings } from './hadoop-settings.ts'

const PROVIDERS = 'aws.credentials.provider'

type Found = Pick<S3Access, 'credentials' | 'anonymous' | 'profile'>
type Provider = (setting: HadoopSettings, environment: Surroundings['environment']) => Found | undefined

const keys = (id: string | undefined, secret: string | undefined, token: string | undefined): Found | undefined =>
  id && secret
    ? { credentials: { accessKeyId: id, secretAccessKey: secret, ...(token ? { sessionToken: token } : {}) } }
    : undefined

const simple: Provider = (setting) => keys(setting('access.key'), setting('secret.key'), undefined)
const temporary: Provider = (setting) =>
  setting('session.token') ? keys(setting('access.key'), setting('secret.key'), setting('session.token')) : undefined
const environmentKeys: Provider = (_, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN }) =>
  keys(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN)
const anonymous: Provider = () => ({ anonymous: true })
/** The SDK's own chain: environment, web identity, sign-on, profiles, container, instance. */
const chain: Provider = () => ({})
const profile: Provider = (setting, { AWS_PROFILE }) => ({
  profile: setting('auth.profile.name') ?? AWS_PROFILE ?? 'default',
})

const S3A = 'org.apache.hadoop.fs.s3a.'
const V1 = 'com.amazonaws.auth.'
const V2 = 'software.amazon.awssdk.auth.credentials.'

/** The classes that may stand in `fs.s3a.aws.credentials.provider`, those of the first AWS SDK mapped as S3A maps them. */
const KNOWN: Readonly<Record<string, Provider>> = {
  [`${S3A}SimpleAWSCredentialsProvider`]: simple,
  [`${S3A}TemporaryAWSCredentialsProvider`]: temporary,
  [`${S3A}AnonymousAWSCredentialsProvider`]: anonymous,
  [`${S3A}ProfileAWSCredentialsProvider`]: profile,
  [`${S3A}auth.IAMInstanceCredentialsProvider`]: chain,
  [`${V1}AnonymousAWSCredentials`]: anonymous,
  [`${V1}EnvironmentVariableCredentialsProvider`]: environmentKeys,
  [`${V1}EC2ContainerCredentialsProviderWrapper`]: chain,
  [`${V1}InstanceProfileCredentialsProvider`]: chain,
  [`${V1}DefaultAWSCredentialsProviderChain`]: chain,
  [`${V1}WebIdentityTokenCredentialsProvider`]: chain,
  [`${V1}profile.ProfileCredentialsProvider`]: profile,
  [`${V2}AnonymousCredentialsProvider`]: anonymous,
  [`${V2}EnvironmentVariableCredentialsProvider`]: environmentKeys,
  [`${V2}ContainerCredentialsProvider`]: chain,
  [`${V2}InstanceProfileCredentialsProvider`]: chain,
  [`${V2}DefaultCredentialsProvider`]: chain,
  [`${V2}WebIdentityTokenFileCredentialsProvider`]: chain,
  [`${V2}ProfileCredentialsProvider`]: profile,
}

/** As S3A has it, but for the end: a person has more ways to sign in than an instance. */
const DEFAULT: readonly Provider[] = [temporary, simple, environmentKeys, chain]

const refuse = (code: string, message: string, value: string): InvalidJobError =>
  new InvalidJobError(code, `fs.s3a.${PROVIDERS}: ${message}`, { details: { property: `fs.s3a.${PROVIDERS}`, value } })

function providerOf(name: string): Provider {
  const provider = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined
  if (provider !== undefined) return provider
  const advice = name.endsWith('AssumedRoleCredentialProvider')
    ? 'roles are not assumed here: name a profile that assumes it by AWS_PROFILE'
    : `there is no JVM here to load it; known are ${Object.keys(KNOWN).join(', ')}`
  throw refuse('CREDENTIALS_PROVIDER_UNKNOWN', `${name} cannot be used: ${advice}`, name)
}

/**
 * Who S3 is asked as: the first of the providers that has credentials.
 *
 * @param setting S3A's settings for the bucket, without `fs.s3a.`
 * @throws InvalidJobError CREDENTIALS_PROVIDER_UNKNOWN, NO_AWS_CREDENTIALS where none of those listed has any
 */
export function s3aCredentials(setting: HadoopSettings, environment: Surroundings['environment']): Found {
  const listed = setting(PROVIDERS)
  const providers = listed
    ?.split(/[\s,]+/)
    .filter((name) => name !== '')
    .map(providerOf)
  for (const provider of providers ?? DEFAULT) {
    const found = provider(setting, environment)
    if (found !== undefined) return found
  }
  const stores = setting('security.credential.provider.path') ? ' (keys in a credential store are not read here)' : ''
  throw refuse('NO_AWS_CREDENTIALS', `none of them has credentials${stores}: ${listed}`, listed ?? '')
}
