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
    pattern: /Job aborted due to stage failure[\s\S]*(?:OutOfMemoryError|possible container OOM|OOMKilled)/,
    reason: 'OOM',
    advice: () =>
      'an executor ran out of memory: raise spark.executor.memory or spark.executor.memoryOverhead, or use more partitions',
  },
  {
    pattern: /OutOfMemoryError(?:: ([^\n]+))?/,
    reason: 'OOM',
    advice: ([, space]) =>
      `the driver's JVM ran out of memory${space ? ` (${space})` : ''}: raise spark.driver.memory, or collect less to the driver`,
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
    pattern: /S3AFileSystem not found|No FileSystem for scheme "?s3/,
    reason: 'IMAGE',
    advice: () =>
      "the image lacks hadoop-aws, without which Spark cannot read s3a://: use an image that has it, or sparkdrop's driver image",
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
    pattern: /Error: Unrecognized option: (--\S+)/,
    reason: 'CONFIG',
    advice: ([, option]) =>
      `the image's spark-submit does not know ${option}: use an image with the Spark version that the job is for`,
  },
  {
    pattern:
      /Unrecognized (?:VM )?option|Invalid (?:maximum|initial) heap size|Could not create the Java Virtual Machine/,
    reason: 'CONFIG',
    advice: () => 'the Java options are not valid: check spark.driver.extraJavaOptions and spark.driver.memory',
  },
  {
    pattern: /exceeded quota: ([^,\n]+)/,
    reason: 'QUOTA',
    advice: ([, quota]) =>
      `the namespace's quota ${quota} is used up: ask for less, wait for other jobs, or have it raised`,
  },
  {
    pattern: /User "system:serviceaccount:[^:"]+:([^"]+)" cannot (\w+) resource "(\w+)"/,
    reason: 'CONFIG',
    advice: ([, account, verb, resource]) =>
      `service account ${account} may not ${verb} ${resource}: give it the driver's role, or name one that has it (spark.kubernetes.authenticate.driver.serviceAccountName)`,
  },
  {
    pattern: /the scheduler loop had to give up: ([^\n]+)/,
    reason: 'CONFIG',
    advice: ([, why]) =>
      `the driver's scheduler loop could not keep executors (${why}): the driver's log says more; with spark.sparkdrop.scheduler.fallback=spark Spark's own allocator takes over`,
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

/** spark-submit leaves a jar that is not there out with a warning, and then misses the class that it would have held. */
const MISSING_JAR = /Local jar (\S+) does not exist, skipping/

/**
 * What is known about a driver's error: the class of its cause, and the error with what to do about it in front.
 * `log` is all that the driver was heard to say; it only adds to what the error tells.
 */
export const diagnose = (error: string, log: string): Diagnosis | undefined => {
  const jar = MISSING_JAR.exec(log)?.[1]
  if (jar && /Failed to load class/.test(error)) {
    return {
      reason: 'CONFIG',
      message: `the jar ${jar} is not in the driver's container: check the job's main file and jars\n${error}`,
    }
  }
  for (const { pattern, reason, advice } of KNOWN_FAILURES) {
    const match = pattern.exec(error)
    if (match) return { reason, message: `${advice(match)}\n${error}` }
  }
  return undefined
}
