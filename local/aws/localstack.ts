import { LocalstackContainer } from '@testcontainers/localstack'
import { type Emulator, emulatorEnvironment } from './emulator.ts'

/** The last line of versions that needs no account of LocalStack's. */
const IMAGE = 'localstack/localstack:4.14.0'
const DOCKER_SOCKET = '/var/run/docker.sock'

/**
 * Starts LocalStack in a container, in place of MiniStack. It needs Docker, and Docker's socket for LocalStack itself,
 * which runs each function in a container of its own: a Kubernetes API server on the loopback is out of their reach.
 *
 * @throws Error of testcontainers where there is no Docker
 */
export const startLocalStack = async (): Promise<Emulator> => {
  const container = await new LocalstackContainer(IMAGE)
    .withBindMounts([{ source: DOCKER_SOCKET, target: DOCKER_SOCKET }])
    .start()
  // By its address: with a name, S3 clients put the bucket's name before it, and nobody resolves that.
  const host = container.getHost() === 'localhost' ? '127.0.0.1' : container.getHost()
  const endpoint = `http://${host}:${container.getPort()}`
  return {
    endpoint,
    environment: emulatorEnvironment(endpoint),
    stop: async () => {
      await container.stop()
    },
  }
}
