import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clientConfig, type EmulatorAccess } from './client-config.ts'

/**
 * The secret that tells the functions how to log in to the cluster: not at all, since the embedded API server listens on
 * the loopback only and asks nobody.
 *
 * @returns its name
 */
export const createCredentialsSecret = async (access: EmulatorAccess): Promise<string> => {
  const secrets = new SecretsManagerClient(clientConfig(access))
  const Name = 'sparkdrop/local-cluster'
  await secrets.send(new CreateSecretCommand({ Name, SecretString: '{}' }))
  secrets.destroy()
  return Name
}
