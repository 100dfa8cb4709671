import { matchesAny } from '../glob.ts'
import type { Rule } from '../judged.ts'
import { refusedSetting } from '../violation.ts'

const VARIABLE = /^spark\.(?:kubernetes\.driverEnv|executorEnv)\.(.*)$/s
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Variables by which something is loaded, run or believed before the job's own code, and why none may be set. */
const DANGEROUS: readonly (readonly [readonly string[], string])[] = [
  [['LD_*', 'DYLD_*', 'GCONV_PATH', 'GLIBC_TUNABLES'], 'it makes the linker load something into every process'],
  [['AWS_*', 'GOOGLE_*', 'AZURE_*'], "whom a job is to the cloud is the platform's: its service account says so"],
  [['KUBERNETES_*', 'KUBECONFIG'], "which API server a job talks to is the platform's"],
  [
    ['JAVA_*', 'JDK_*', '_JAVA_OPTIONS', 'CLASSPATH'],
    'options of the JVM go into extraJavaOptions, jars into spark.jars',
  ],
  [
    ['SPARK_*', 'PYSPARK_*', 'HADOOP_*', 'YARN_*', 'HIVE_*'],
    'Spark is set up by its properties, and these go before them',
  ],
  [['SPARKDROP_*'], 'it steers sparkdrop itself'],
  [['NODE_*', 'npm_*'], "it changes how the image's own programs start"],
  [
    [
      'PYTHONPATH',
      'PYTHONHOME',
      'PYTHONSTARTUP',
      'PYTHONINSPECT',
      'PYTHONEXECUTABLE',
      'PYTHONPLATLIBDIR',
      'PYTHONUSERBASE',
    ],
    'Python files go into spark.submit.pyFiles',
  ],
  [['PYTHONBREAKPOINT', 'PYTHONCASEOK', 'PYTHONPYCACHEPREFIX'], 'it changes which code Python runs'],
  [['R_*', 'RENV_*'], 'it changes which code R runs'],
  [
    ['BASH_*', 'ENV', 'IFS', 'PATH', 'PS4', 'SHELLOPTS', 'PROMPT_COMMAND', 'HOME'],
    'it changes what the shell of the image runs',
  ],
  [
    [
      'DEFAULT_ARTIFACT_REPOSITORY',
      'SSL_CERT_*',
      'REQUESTS_CA_BUNDLE',
      'CURL_CA_BUNDLE',
      'HOSTALIASES',
      'RES_OPTIONS',
      'LOCALDOMAIN',
    ],
    "where software comes from, and whom to believe, is the platform's",
  ],
]

const problemOf = (name: string): string | undefined => {
  if (!NAME.test(name)) return 'it is no name of a variable: letters, digits and _ make one'
  return DANGEROUS.find(([names]) => matchesAny(names, name))?.[1]
}

/** Variables for driver and executors, but for those by which something else than the job runs. */
export const environmentRule: Rule = ({ settings, tenant }) =>
  settings.flatMap((setting) => {
    const name = VARIABLE.exec(setting.key)?.[1]
    if (name === undefined || matchesAny(tenant.unlock, setting.key)) return []
    const problem = problemOf(name)
    return problem === undefined ? [] : [refusedSetting('environment', setting, problem)]
  })
