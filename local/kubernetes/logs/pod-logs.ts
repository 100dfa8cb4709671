import { join } from 'node:path'
import { LogFile } from './log-file.ts'
import { LogTimes } from './log-times.ts'

/** The logs of all containers: files `<folder>/<pod uid>/<container>.log`, and what is known of when they were written. */
export class PodLogs {
  readonly #folder: string
  readonly #times = new Map<string, LogTimes>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The container's log, or undefined where nothing was written yet or the log is gone. */
  async open(uid: string, container: string): Promise<LogFile | undefined> {
    const path = join(this.#folder, uid, `${container}.log`)
    const times = this.#times.get(path) ?? new LogTimes()
    this.#times.set(path, times)
    return await LogFile.open(path, times)
  }
}
