/** The numbers that Livy's clients know jobs by. Every method throws `TransientError` where the table does not answer. */
export interface BatchNumbers {
  /** A number that was never given before, for the job of this id; one that is asked for in vain stays unused. */
  assign(jobId: string): Promise<number>
  /** The id of the job that the number was given for; undefined where it was given for none. */
  jobOf(batchId: number): Promise<string | undefined>
}
