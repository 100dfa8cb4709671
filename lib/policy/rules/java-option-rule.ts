import { splitCommand } from '../../scheduler/executor/split-command.ts'
import type { Rule } from '../judged.ts'
import { refusedSetting } from '../violation.ts'

const PROPERTIES: ReadonlySet<string> = new Set(['spark.driver.extraJavaOptions', 'spark.executor.extraJavaOptions'])

/** Names that Spark fills in itself. */
const PLACEHOLDERS = /\{\{(APP_ID|EXECUTOR_ID)\}\}/g
const METACHARACTERS = /[;&|<>`$(){}\\\r\n]/

const DANGEROUS: readonly (readonly [RegExp, string])[] = [
  [/^-(agentlib|agentpath|javaagent|Xrun|Xdebug)/, 'agents run beside the job and see all of it'],
  [/^@/, 'files of arguments are read by nobody here'],
  [/^-XX:[+-]?(OnOutOfMemoryError|OnError)/, 'it runs a command'],
  [/^-XX:[+-]?(Flags|VMOptionsFile|SharedArchiveFile|ReadVMOptionsFile)/, 'options come from nowhere but here'],
  [/^-D(spark|sparkdrop)\./, 'Spark would read it as a setting: make it one, in conf'],
  [/^-Dcom\.sun\.management\./, 'it opens the JVM to whoever reaches the pod'],
  [/^-D(log4j2?\.configuration|log4j\.configurationFile|logging\.)[^=]*=\s*(https?|ftp|jar|ldap):/i, 'it fetches code'],
  [/^-D(java\.security\.|com\.sun\.jndi\.|java\.rmi\.|java\.library\.path|jdk\.)/, 'it changes how the JVM is guarded'],
  [/^-Xmx/, 'the heap is spark.driver.memory, or spark.executor.memory'],
]

const HARMLESS: readonly RegExp[] = [
  /^-D[\w.-]+(=.*)?$/s,
  /^-XX:[+-]?\w+(=[\w.:/%=,+-]*)?$/,
  /^-X(ss|ms|mn)\w+$/,
  /^-X(log|share|verify)(:.*)?$/,
  /^-X(int|comp|mixed|batch|rs|noclassgc)$/,
  /^-verbose(:\w+)?$/,
  /^-(ea|da|esa|dsa|enableassertions|disableassertions)(:[\w.]+)?$/,
  /^--add-(opens|exports|reads|modules)=[\w./,=-]+$/,
  /^-server$/,
]

const problemOf = (text: string): string | undefined => {
  const plain = text.replace(PLACEHOLDERS, 'x')
  const character = METACHARACTERS.exec(plain)?.[0]
  if (character !== undefined)
    return `"${character.trim() || 'a line end'}" means something to shells: write it without`
  for (const option of splitCommand(plain)) {
    const danger = DANGEROUS.find(([pattern]) => pattern.test(option))
    if (danger) return `${option} is refused, since ${danger[1]}`
    if (!HARMLESS.some((pattern) => pattern.test(option)))
      return `${option} is not among the options that are known to be harmless: -D, -XX:, -Xlog and their like`
  }
  return undefined
}

/** Options of the JVM that bring nothing in and open nothing up. */
export const javaOptionRule: Rule = ({ settings }) =>
  settings
    .filter(({ key }) => PROPERTIES.has(key))
    .flatMap((setting) => {
      const problem = problemOf(setting.value)
      return problem === undefined ? [] : [refusedSetting('java-option', setting, problem)]
    })
