import { styleText } from 'node:util'

/** Shows what is being done, and how long it took. */
export interface Progress {
  /** Runs the work under a title; `say` shows where it stands. */
  step<T>(title: string, work: (say: (text: string) => void) => Promise<T>): Promise<T>
  line(text: string): void
}

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`

/** Progress as lines on a stream: steps may overlap, so each line stands for itself. */
export const linesOn = (out: NodeJS.WritableStream): Progress => {
  const print = (text: string): void => {
    out.write(`${text}\n`)
  }
  return {
    line: print,
    async step(title, work) {
      const start = performance.now()
      try {
        const result = await work((text) => print(styleText('dim', `  … ${title}: ${text}`)))
        print(`${styleText('green', '✔')} ${title} ${styleText('dim', `(${seconds(start)})`)}`)
        return result
      } catch (error) {
        print(`${styleText('red', '✘')} ${title} ${styleText('dim', `(${seconds(start)})`)}`)
        throw error
      }
    },
  }
}
