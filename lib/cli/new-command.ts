import { Command } from 'commander'
import type { Surroundings } from './surroundings.ts'

/** A command that writes where it is told to, says what is wrong with its arguments, and never ends the process. */
export const newCommand = (name: string, { stdout, stderr }: Pick<Surroundings, 'stdout' | 'stderr'>): Command =>
  new Command(`sparkdrop ${name}`)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(`sparkdrop: ${text}`) })

const WHERE = `
Where: --stack NAME finds the API by CloudFormation; --api URL names it; else SPARKDROP_API or SPARKDROP_STACK do.
Who: SPARKDROP_TOKEN is sent as a bearer token; else requests are signed with the AWS credentials of the environment,
profile, sign-on or container.
`

/** A command that talks to the HTTP API of a deployed stack: \`--stack\`, \`--api\` and \`-o\` are its options too. */
export const newApiCommand = (name: string, surroundings: Pick<Surroundings, 'stdout' | 'stderr'>): Command =>
  newCommand(name, surroundings)
    .option('--stack <name>', 'the deployed stack, by its name')
    .option('--api <url>', 'its HTTP API, by its URL')
    .addHelpText('after', WHERE)
