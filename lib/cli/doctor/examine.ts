import { NotPermittedError } from '../../errors/not-permitted-error.ts'
import { SparkdropError } from '../../errors/sparkdrop-error.ts'
import { type Finding, unseen } from './finding.ts'

/** One thing to look at. What it throws is a reason why it could not be. */
export interface Check {
  readonly about: string
  readonly look: () => Promise<Finding | readonly Finding[]>
}

/** Why something could not be looked at. Throws what is no error of ours: that is a mistake in the looking itself. */
export function whyUnseen(about: string, error: unknown): Finding {
  if (!(error instanceof SparkdropError)) throw error
  return unseen(about, error.message, error instanceof NotPermittedError ? { missing: error.missing } : {})
}

const examineOne = async ({ about, look }: Check): Promise<readonly Finding[]> => {
  try {
    return [await look()].flat()
  } catch (error) {
    return [whyUnseen(about, error)]
  }
}

/** Looks at all of them side by side, and tells of them in their order. */
export const examine = async (checks: readonly Check[]): Promise<readonly Finding[]> =>
  (await Promise.all(checks.map(examineOne))).flat()
