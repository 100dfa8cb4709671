import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** Reads `+<group>` and `-<group>` lines; at the end of its input it kills every group that is still in its list. */
const SCRIPT = `
groups=" "
while read -r line; do
  group="\${line#?}"
  case "$line" in
    +*) groups="$groups$group " ;;
    -*) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -KILL "-$group" 2>/dev/null; done
exit 0
`

/**
 * A process of its own that outlives this one for a moment: it holds the other end of a pipe, and kills the process
 * groups that were entrusted to it when the pipe closes, however this process ended.
 */
export class ProcessGuard {
  readonly #keeper: ChildProcess

  constructor() {
    this.#keeper = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
    this.#keeper.stdin?.on('error', () => undefined)
    this.#keeper.unref()
  }

  watch(group: number): void {
    this.#keeper.stdin?.write(`+${group}\n`)
  }

  release(group: number): void {
    this.#keeper.stdin?.write(`-${group}\n`)
  }

  /** Ends the guard; groups that were not released are killed. */
  async close(): Promise<void> {
    if (this.#keeper.exitCode !== null) return
    const exited = once(this.#keeper, 'exit')
    this.#keeper.ref()
    this.#keeper.stdin?.end()
    await exited
  }
}
