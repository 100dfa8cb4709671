import { cacheHome } from './cache-home.ts'
import { prepareSpark } from './spark/prepare-spark.ts'

/** Prepares what the slower tests need, and prints shell commands that tell them where it is. */
const { sparkHome, ministack } = await prepareSpark({
  cacheHome: cacheHome(),
  onProgress: (text) => console.error(text),
})
console.log(`export SPARKDROP_TEST_SPARK_HOME='${sparkHome}' SPARKDROP_TEST_MINISTACK='${ministack}'`)
