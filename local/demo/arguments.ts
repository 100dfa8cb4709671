import { Command } from 'commander'

export interface DemoArguments {
  readonly json: boolean
  readonly keep: boolean
  /** Files to drop instead of the example. */
  readonly file: readonly string[]
}

/** The demo's command line; prints help or an error and ends the process where that is due. */
export const demoArguments = (argv: readonly string[]): DemoArguments =>
  new Command('npm run demo --')
    .description('Drops a file in S3 and shows it run on Spark: everything on this machine.')
    .option('--file <file...>', 'drop these files (.jar, .py, .zip, .yaml, …) instead of the example', [])
    .option('--keep', 'leave everything up until Ctrl-C, and print the endpoints', false)
    .option('--json', 'progress on stderr; the last line of stdout is one JSON object', false)
    .parse(argv)
    .opts<DemoArguments>()
