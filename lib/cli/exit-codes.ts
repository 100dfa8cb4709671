/** How the command ends, but for a driver that was waited for: then with that driver's own exit code. */
export const EXIT = {
  /** What was asked for is done. */
  done: 0,
  /** Arguments, settings, files or the cluster's answer: the same call fails again until something is changed. */
  refused: 1,
  /** What the submission depends on did not answer: the same call may work later (EX_TEMPFAIL). */
  unavailable: 75,
  /** SIGINT, SIGPIPE and SIGTERM, as shells count them. */
  interrupted: 130,
  unread: 141,
  terminated: 143,
} as const
