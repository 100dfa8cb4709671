/** What the application consists of: Spark's JavaMainAppResource (whose URI may be absent), PythonMainAppResource, RMainAppResource. */
export type MainResource =
  | { readonly kind: 'java'; readonly uri?: string }
  | { readonly kind: 'python'; readonly uri: string }
  | { readonly kind: 'r'; readonly uri: string }

/** What stands for a main resource that is on the class path already. */
export const NO_RESOURCE = 'spark-internal'

const RUNNERS = {
  python: 'org.apache.spark.deploy.PythonRunner',
  r: 'org.apache.spark.deploy.RRunner',
} as const

/** The kind of application that a file is, by its ending as in SparkSubmit: `.py`, `.R`, and anything else is a jar. */
export function mainResource(uri: string): MainResource {
  if (uri.endsWith('.py')) return { kind: 'python', uri }
  if (/\.[rR]$/.test(uri)) return { kind: 'r', uri }
  return uri === NO_RESOURCE ? { kind: 'java' } : { kind: 'java', uri }
}

/** The class that the driver starts: Spark's own runner for Python and R, the application's own for Java. */
export const driverClass = (main: MainResource, mainClass: string | undefined): string | undefined =>
  main.kind === 'java' ? mainClass : RUNNERS[main.kind]
