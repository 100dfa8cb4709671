import { SparkdropError } from '../../lib/errors/sparkdrop-error.ts'

/** How the entrypoint ends where the driver was not even started; the numbers are those of sysexits.h. */
export const EXIT = { missing: 66, unavailable: 69, forbidden: 77, config: 78 } as const

const BY_CODE: Readonly<Record<string, number>> = {
  OBJECT_MISSING: EXIT.missing,
  OBJECT_FORBIDDEN: EXIT.forbidden,
}

/** The exit code for a failure before the driver was started. */
export const exitCodeOf = (error: unknown): number => {
  if (!(error instanceof SparkdropError)) return EXIT.config
  return BY_CODE[error.code] ?? (error.retryable ? EXIT.unavailable : EXIT.config)
}
