import type { JobReason } from '../../../events/job-state.ts'

interface KnownFailure {
  readonly pattern: RegExp
  readonly reason: JobReason
  /** What to tell a person, from the match in the error's text. */
  readonly advice: (match: RegExpExecArray) => string
}

const classMissing = (name: string | undefined): string =>
  `class ${name} is not in the jar: check the job's main class (for a jar without one, its manifest's Main-Class) and that the jar, and every jar it needs, holds it`

/** The first that fits the error's text counts. */
const KNOWN_FAILURES: readonly KnownFailure[] = [
  {
    pattern: /OutOfMemoryError(?:: ([^\n]+))?/,
    reason: 'OOM',
    advice: ([, space]) =>
      `the driver's JVM ran out of memory${space ? ` (${space})` : ''}: raise spark.driver.memory, or collect less to the driver`,
  },
  {
    pattern: /possible container OOM|OOMKilled/,
    reason: 'OOM',
    advice: () =>
      'an executor ran out of its memory limit: raise spark.executor.memory or spark.executor.memoryOverhead',
  },
  {
    pattern: /(?:^|\n)MemoryError\b/,
    reason: 'OOM',
    advice: () => "the driver's Python ran out of memory: raise spark.driver.memoryOverhead",
  },
  {
    pattern: /Could not find or load main class (org\.apache\.spark\.\S+)/,
    reason: 'IMAGE',
    advice: ([, name]) => `the image holds no Spark (${name} is missing): use an image made of Spark's own`,
  },
  {
    pattern: /Failed to load class ([\w.$]+?)\.?(?:\s|$)/,
    reason: 'USER_CODE',
    advice: ([, name]) => classMissing(name),
  },
  {
    pattern: /ClassNotFoundException: ([\w.$]+)/,
    reason: 'USER_CODE',
    advice: ([, name]) => classMissing(name),
  },
  {
    pattern: /NoClassDefFoundError: (?!Could not initialize)([\w./$]+)/,
    reason: 'USER_CODE',
    advice: ([, name]) => classMissing(name?.replaceAll('/', '.')),
  },
  {
    pattern: /Failed to get main class in JAR/,
    reason: 'CONFIG',
    advice: () =>
      "the jar's manifest names no Main-Class: name the main class with the job, or put Main-Class into the manifest",
  },
  {
    pattern: /UnsupportedClassVersionError: (\S+)/,
    reason: 'USER_CODE',
    advice: ([, name]) =>
      `${name} was compiled for a newer Java than the image has: compile for the image's version (javac --release)`,
  },
  {
    pattern: /can't open file '?([^':\n]+)/,
    reason: 'CONFIG',
    advice: ([, file]) => `the main file ${file} is not in the driver's container: check the job's main file`,
  },
  {
    pattern: /ModuleNotFoundError: No module named '([^']+)'/,
    reason: 'USER_CODE',
    advice: ([, module]) =>
      `Python module ${module} is missing: send it with spark.submit.pyFiles, or use an image that has it`,
  },
  {
    pattern:
      /Unrecognized (?:VM )?option|Invalid (?:maximum|initial) heap size|Could not create the Java Virtual Machine/,
    reason: 'CONFIG',
    advice: () => 'the Java options are not valid: check spark.driver.extraJavaOptions and spark.driver.memory',
  },
  {
    pattern: /External scheduler cannot be instantiated/,
    reason: 'CONFIG',
    advice: () =>
      'the driver cannot talk to Kubernetes: check that its service account (spark.kubernetes.authenticate.driver.serviceAccountName) may create, get, list, watch and delete pods',
  },
  {
    pattern: /\[FATAL tini \(\d+\)\] exec (\S+) failed|exec: ([^\s:]+): (?:not found|cannot execute)/,
    reason: 'CONFIG',
    advice: ([, a, b]) =>
      `the image has no program ${a ?? b}: use an image with Spark's entrypoint, Java and (for a .py) Python`,
  },
]

export interface Diagnosis {
  readonly reason: JobReason
  readonly message: string
}

/** What is known about an error's text: the class of its cause, and the text with what to do about it in front. */
export const diagnose = (error: string): Diagnosis | undefined => {
  for (const { pattern, reason, advice } of KNOWN_FAILURES) {
    const match = pattern.exec(error)
    if (match) return { reason, message: `${advice(match)}\n${error}` }
  }
  return undefined
}
