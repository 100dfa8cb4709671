import { DynamoDBClient } from '@aws-sdk/client-dynamodb'

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/** Who this process is to AWS, and where. */
export interface AwsIdentity {
  readonly region: () => Promise<string>
  /** Credentials that are good now; kept and renewed by the provider. */
  readonly credentials: () => Promise<AwsCredentials>
}

/**
 * The identity that the SDK finds: environment, profile, pod or instance. By way of the client that every function of
 * ours that talks to a cluster has loaded anyway.
 */
export function sdkIdentity(): AwsIdentity {
  const { config } = new DynamoDBClient()
  return { region: () => config.region(), credentials: () => config.credentials() }
}
