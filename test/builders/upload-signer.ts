import { S3UploadSigner } from '../../lib/aws/s3-upload-signer.ts'
import type { Clock } from '../../lib/ports/clock.ts'
import type { UploadSigner } from '../../lib/ports/upload-signer.ts'

/** Signs as the product does, which takes no network, as somebody whom no store knows. */
export const uploadSigner = (clock: Pick<Clock, 'now'>, endpoint: () => string): UploadSigner => ({
  signPut: (...args) => {
    const identity = {
      region: async () => 'eu-west-1',
      credentials: async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session/+=' }),
    }
    return new S3UploadSigner({ identity, clock, endpoint: endpoint() }).signPut(...args)
  },
})
