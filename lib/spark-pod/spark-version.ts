/** The Spark whose behaviour the objects follow: a label of the driver, as spark-submit puts its own. */
export const SPARK_VERSION = '4.1.4'
