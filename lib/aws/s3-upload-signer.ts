import { type AwsIdentity, sdkIdentity } from '../kubernetes/aws-identity.ts'
import { dnsSuffix } from '../kubernetes/eks-token.ts'
import type { Clock } from '../ports/clock.ts'
import type { ObjectRef } from '../ports/object-store.ts'
import type { AnnouncedFile, SignedPut, UploadSigner } from '../ports/upload-signer.ts'
import { awsEncoded, presignedUrl } from './presigned-url.ts'

export interface S3UploadSignerOptions {
  readonly identity: AwsIdentity
  readonly clock: Pick<Clock, 'now'>
  /** URL of a store that is not AWS's own, with the bucket in the path. */
  readonly endpoint?: string | undefined
}

/** Presigned requests of S3, made in process: nobody is asked, and nothing is there before one is sent. */
export class S3UploadSigner implements UploadSigner {
  readonly #options: S3UploadSignerOptions

  constructor(options: S3UploadSignerOptions) {
    this.#options = options
  }

  async signPut(to: ObjectRef, { size, sha256 }: Omit<AnnouncedFile, 'name'>, seconds: number): Promise<SignedPut> {
    const { identity, clock } = this.#options
    const region = await identity.region()
    // In the query S3 would not hold it to the content of what comes.
    const checksum = sha256 && { 'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64') }
    const request = {
      method: 'PUT',
      url: this.#urlOf(to, region),
      headers: { 'content-length': String(size), ...checksum },
      payload: 'UNSIGNED-PAYLOAD',
      seconds,
    }
    const url = await presignedUrl({ service: 's3', region, credentials: identity.credentials }, request, clock.now())
    return { method: 'PUT', url, headers: { ...checksum } }
  }

  #urlOf({ bucket, key }: ObjectRef, region: string): URL {
    const { endpoint } = this.#options
    const path = key.split('/').map(awsEncoded).join('/')
    if (endpoint !== undefined) return new URL(`${endpoint.replace(/\/+$/, '')}/${bucket}/${path}`)
    return new URL(`https://${bucket}.s3.${region}.${dnsSuffix(region)}/${path}`)
  }
}

/** As who this process is to AWS; an endpoint of an emulator is taken from the variables that the SDK takes it from. */
export const s3UploadSigner = (
  clock: Pick<Clock, 'now'>,
  environment: Readonly<Record<string, string | undefined>>,
): UploadSigner =>
  new S3UploadSigner({
    identity: sdkIdentity(),
    clock,
    endpoint: environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL'] || undefined,
  })
