const MAX_LENGTH = 1000
const MAX_LINE = 450
const TAIL_LINES = 5

const ESC = '\u001b'
const ANSI_SEQUENCE = new RegExp(`${ESC}(?:\\[[0-?]*[ -/]*[@-~]|\\][^\u0007${ESC}]*|.)`, 'g')
/** Line ends and tabs stay; what turns the direction of text goes, as it can make a line read as another one. */
const CONTROLS = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

const LOG_LINE =
  /^(?:\d{2,4}[-/]\d{2}[-/]\d{2}[ T]\d{2}:\d{2}:\d{2}\S* (?:TRACE|DEBUG|INFO|WARN)\b|\{"ts":.*"level":"(?:INFO|WARN|DEBUG)")/
const LOG_ERROR = /^\d{2,4}[-/]\d{2}[-/]\d{2}[ T]\d{2}:\d{2}:\d{2}\S* (?:ERROR|FATAL) (.+)$/
const STACK_FRAME = /^\s+(?:at |\.\.\. \d+ (?:more|common)|File ".*", line \d+)/
const TRACEBACK = 'Traceback (most recent call last):'
const THREAD_EXCEPTION = /^Exception in thread "[^"]*" .+/
const BARE_EXCEPTION = /^(?:Caused by: )?(?:[\w$]+\.)*[\w$]*(?:Exception|Error|Interrupt|Exit)(?:: .*)?$/
const LAUNCH_ERROR = /^(?:Error: |Invalid |Unrecognized |\[FATAL tini|python3?: can't open file )/

/** Text without what could confuse a terminal, a log or a page that shows it. */
const stripControls = (text: string): string => text.replace(ANSI_SEQUENCE, '').replace(CONTROLS, '')

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`

/** Text that is short enough to be kept and sent on, cut between characters. */
export const clip = (text: string): string => cut(stripControls(text).trim(), MAX_LENGTH)

const isNoise = (line: string): boolean => line.trim() === '' || STACK_FRAME.test(line) || LOG_LINE.test(line)

/** The lines that belong to an error's text: up to an empty line, a stack frame or a line of the log. */
const paragraph = (lines: readonly string[], start: number): readonly string[] => {
  const length = lines.slice(start).findIndex(isNoise)
  return lines.slice(start, length < 0 ? undefined : start + length)
}

/** The innermost cause that the text after an error's head names, before the log goes on. */
const rootCause = (lines: readonly string[]): string | undefined => {
  const end = lines.findIndex((line) => LOG_LINE.test(line))
  return lines.slice(0, end < 0 ? undefined : end).findLast((line) => BARE_EXCEPTION.test(line))
}

const withRoot = (lines: readonly string[], start: number): string => {
  const head = paragraph(lines, start)
  const root = rootCause(lines.slice(start + head.length))
  return [...head, ...(root === undefined || head.includes(root) ? [] : [root])]
    .map((line) => cut(line, MAX_LINE))
    .join('\n')
}

/** Python prints the frames first and the error last, at the left margin. */
const pythonError = (lines: readonly string[]): string | undefined => {
  const traceback = lines.lastIndexOf(TRACEBACK)
  if (traceback < 0) return undefined
  const error = lines.findIndex((line, index) => index > traceback && /^\S/.test(line))
  return error < 0 ? undefined : withRoot(lines, error)
}

const startingAt = (lines: readonly string[], index: number): string | undefined =>
  index < 0 ? undefined : withRoot(lines, index)

/**
 * The error that a driver's last lines end in: the last line of a Python traceback, a JVM's uncaught exception with its
 * innermost cause, what spark-submit or the JVM's launcher complained of, an exception by itself, a line logged as an error.
 * Undefined where there is no such thing.
 */
export const decisiveError = (text: string): string | undefined => {
  const lines = stripControls(text)
    .split('\n')
    .map((line) => line.trimEnd())
  return (
    pythonError(lines) ??
    startingAt(
      lines,
      lines.findLastIndex((line) => THREAD_EXCEPTION.test(line)),
    ) ??
    startingAt(
      lines,
      lines.findIndex((line) => LAUNCH_ERROR.test(line)),
    ) ??
    startingAt(
      lines,
      lines.findLastIndex((line) => BARE_EXCEPTION.test(line)),
    ) ??
    lines.findLast((line) => LOG_ERROR.test(line))?.replace(LOG_ERROR, '$1')
  )
}

/** The last lines that are not just stack frames or the log's routine. */
export const lastLines = (text: string): string =>
  stripControls(text)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => !isNoise(line))
    .slice(-TAIL_LINES)
    .join('\n')
