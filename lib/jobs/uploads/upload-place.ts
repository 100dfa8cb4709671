import type { Upload } from '../../../events/s3-upload.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { Policy } from '../../policy/tenant.ts'
import { uploadNamespace } from '../../policy/tenant-of.ts'

/**
 * The namespace that what is dropped at this place runs in, as the policy has it.
 *
 * @throws InvalidJobError NO_NAMESPACE where it says nothing of the place
 */
export const uploadPlace = (policy: Policy, upload: Upload): string => {
  try {
    return uploadNamespace(policy, upload)
  } catch (error) {
    const { key } = upload
    if (key.includes('/')) throw error
    throw new InvalidJobError('NO_NAMESPACE', `"${key}" names no namespace: drop it at <namespace>/${key}`)
  }
}
