/** Why an executor is gone, as Spark's ExecutorExited says it. */
export interface ExitReason {
  /** Of the executor's container; -1 where nobody knows. */
  readonly exitCode: number
  /** False where the executor could do nothing about it: then its failed tasks are not held against them. */
  readonly causedByApp: boolean
  readonly message: string
}
