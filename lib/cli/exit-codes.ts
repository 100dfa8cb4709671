/** How the command ends, but for a driver that was waited for: then with that driver's own exit code. */
export const EXIT = {
  /** What was asked for is done. */
  done: 0,
  /** Arguments, settings, files or the cluster's answer: the same call fails again until something is changed. */
  refused: 1,
  /** A policy does not let the job run. */
  disallowed: 3,
  /** What the submission depends on did not answer: the same call may work later (EX_TEMPFAIL). */
  unavailable: 75,
  /** A job that was waited for, and has no exit code of its driver's: it ended without one, ... */
  jobFailed: 70,
  /** ... it could not be a job (EX_DATAERR), */
  jobRejected: 65,
  /** or it was killed, as shells count SIGKILL. */
  jobKilled: 137,
  /** The time that was given to wait is over, and the job goes on: as timeout(1) has it. */
  stillGoing: 124,
  /** SIGINT, SIGPIPE and SIGTERM, as shells count them. */
  interrupted: 130,
  unread: 141,
  terminated: 143,
} as const
