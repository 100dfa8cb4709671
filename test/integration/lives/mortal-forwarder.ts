import {
  type ForwarderOptions,
  type ForwarderProcess,
  startForwarderProcess,
} from '../../../local/demo/forwarder-process.ts'

/** A forwarder that is killed now and then, and started again as its Deployment would. */
export class MortalForwarder {
  readonly #options: ForwarderOptions
  #process: ForwarderProcess
  #crashes = 0

  private constructor(options: ForwarderOptions, process: ForwarderProcess) {
    this.#options = options
    this.#process = process
  }

  static async start(options: ForwarderOptions): Promise<MortalForwarder> {
    return new MortalForwarder(options, await startForwarderProcess(options))
  }

  /** How often it was killed. */
  get crashes(): number {
    return this.#crashes
  }

  async crash(): Promise<void> {
    this.#crashes++
    await this.#process.kill()
    this.#process = await startForwarderProcess(this.#options)
  }

  stop(): Promise<void> {
    return this.#process.stop()
  }
}
