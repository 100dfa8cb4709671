import { nearestText } from '../../conf/nearest-text.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { CONF_OPTIONS, OPTIONS, type OptionName, SWITCHES, type SwitchName } from './options.ts'

/** A spark-submit command line taken apart, with nothing made of it yet. */
export interface SubmitArguments {
  readonly options: Readonly<Partial<Record<OptionName, string>>>
  readonly switches: ReadonlySet<SwitchName>
  /** The pairs of `--conf`, and of the options that are short for one, in their order. */
  readonly conf: readonly (readonly [string, string])[]
  /** The first argument that is no option: the application's jar or script. */
  readonly primaryResource?: string
  /** All that follows it, untouched. */
  readonly appArgs: readonly string[]
}

const usage = (code: string, message: string, value: string): InvalidJobError =>
  new InvalidJobError(code, message, { details: { value } })

function unknownOption(argument: string): InvalidJobError {
  const [name = argument] = argument.split('=')
  const nearest = nearestText(name, [...Object.keys(OPTIONS), ...Object.keys(SWITCHES)], name.length > 6 ? 3 : 1)
  const hint = nearest === undefined ? 'See --help for all there are.' : `Did you mean ${nearest}?`
  return usage('UNKNOWN_OPTION', `Unrecognized option '${argument}'. ${hint}`, argument)
}

function confPair(text: string): readonly [string, string] {
  const equals = text.indexOf('=')
  if (equals < 0) throw usage('CONF_WITHOUT_EQUALS', `Spark config without '=': ${text}`, text)
  return [text.slice(0, equals), text.slice(equals + 1)]
}

const ACTIONS: readonly string[] = ['kill', 'status']

const actionTwice = (option: string, value: string): InvalidJobError =>
  usage('ACTION_TWICE', `--${option} can be given only once: write namespace:prefix* for several drivers`, value)

const lookUp = <T extends Record<string, string>>(table: T, flag: string): T[keyof T] | undefined =>
  Object.hasOwn(table, flag) ? table[flag as keyof T] : undefined

/**
 * Reads the arguments of spark-submit: options in either form (`--name x`, `--name=x`), switches, then the
 * application and its own arguments. A later option goes before an earlier one. Follows SparkSubmitOptionParser.
 *
 * @throws InvalidJobError UNKNOWN_OPTION, OPTION_WITHOUT_VALUE, CONF_WITHOUT_EQUALS, KILL_AND_STATUS, ACTION_TWICE
 */
export function parseArguments(args: readonly string[]): SubmitArguments {
  const options: Partial<Record<OptionName, string>> = {}
  const switches = new Set<SwitchName>()
  const conf: (readonly [string, string])[] = []
  let at = 0
  for (; at < args.length; at++) {
    const argument = args[at] ?? ''
    const [, flag = argument, inline] = /^(--[^=]+)=(.+)$/s.exec(argument) ?? []
    const option = lookUp(OPTIONS, flag)
    const standalone = lookUp(SWITCHES, flag)
    if (option !== undefined) {
      const value = inline ?? args[++at]
      if (value === undefined) throw usage('OPTION_WITHOUT_VALUE', `Missing argument for option '${flag}'.`, flag)
      const key = option === 'conf' ? undefined : CONF_OPTIONS[option]
      if (option === 'conf') conf.push(confPair(value))
      else if (key !== undefined) conf.push([key, value])
      else if (ACTIONS.includes(option) && options[option] !== undefined) throw actionTwice(option, value)
      else options[option] = value
    } else if (standalone !== undefined) switches.add(standalone)
    else if (argument.startsWith('-')) throw unknownOption(argument)
    else break
  }
  if (options.kill !== undefined && options.status !== undefined) {
    throw usage('KILL_AND_STATUS', 'Action cannot be both --kill and --status.', options.kill)
  }
  const [primaryResource, ...appArgs] = args.slice(at)
  return { options, switches, conf, appArgs, ...(primaryResource === undefined ? {} : { primaryResource }) }
}
