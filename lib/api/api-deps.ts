import type { JobRequest } from '../../events/job-request.ts'
import type { JobLife } from '../jobs/life/job-life.ts'
import type { BatchNumbers } from '../jobs/livy/batch-numbers.ts'
import type { Violation } from '../policy/violation.ts'
import type { UploadSigner } from '../ports/upload-signer.ts'
import type { Access } from './tenancy.ts'

/** Where files are put that callers send, and what they may be. */
export interface Uploads {
  /** `s3a://` URI below which each namespace has a folder. */
  readonly path: string
  /** Bytes of one file. */
  readonly largest: number
  readonly signer: UploadSigner
}

/** What the API works with. */
export interface ApiDeps extends JobLife {
  readonly access: Access
  /** What the policy refuses of a request as it was sent; submit-job judges again, with the platform's defaults. */
  readonly check: (request: JobRequest) => Promise<readonly Violation[]>
  /** A text that was never given before. */
  readonly freshId: () => string
  /** Resolves after so many milliseconds. */
  readonly sleep: (ms: number) => Promise<void>
  readonly batches: BatchNumbers
  readonly uploads: Uploads
}
