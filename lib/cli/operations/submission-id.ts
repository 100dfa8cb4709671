import { InvalidJobError } from '../../errors/sparkdrop-error.ts'

/** Which drivers `--kill` and `--status` mean: `namespace:name`, or `namespace:prefix*` for all that begin so. */
export interface SubmissionId {
  readonly namespace?: string
  /** Of the driver pod; without its `*` where it is the beginning of names. */
  readonly name: string
  readonly isGlob: boolean
}

/**
 * Reads a submission id; only a `*` at its end is a glob. Follows K8SSparkSubmitOperation.
 * @throws InvalidJobError INVALID_SUBMISSION_ID where it names no pod
 */
export function parseSubmissionId(text: string): SubmissionId {
  const colon = text.indexOf(':')
  const pod = text.slice(colon + 1)
  if (pod === '' || colon === 0) {
    const message = `Submission ID: {${text}} is invalid: write namespace:driver-pod-name, or namespace:prefix* for several`
    throw new InvalidJobError('INVALID_SUBMISSION_ID', message, { details: { value: text } })
  }
  return {
    name: pod.replace(/\*$/, ''),
    isGlob: pod.endsWith('*'),
    ...(colon < 0 ? {} : { namespace: text.slice(0, colon) }),
  }
}
