import type { LocalStack } from './local-stack.ts'
import { NAMESPACE, TRY_NAMESPACE } from './spark-defaults.ts'

/** What `--keep` prints: where everything is, and what to try. */
export const endpoints = (
  { emulator, outputs, kubernetes, spark }: LocalStack,
  workDir: string,
  tryFolder: string,
): readonly string[] => [
  '',
  `AWS         ${emulator.endpoint}   drop bucket ${outputs.DropBucket}, job table ${outputs.JobTable}`,
  `Kubernetes  ${kubernetes}   namespaces ${NAMESPACE} and ${TRY_NAMESPACE}`,
  `logs        ${workDir}`,
  '',
  "In another shell, for the README's commands as they are written there:",
  `  cd ${tryFolder} && . ./environment.sh`,
  `  aws s3 cp pi.jar s3://$DROP_BUCKET/${TRY_NAMESPACE}/pi.jar`,
  '  npx sparkdrop list',
  '',
  `  kubectl --server ${kubernetes} --namespace ${NAMESPACE} get pods`,
  `  ${spark.sparkHome}/bin/spark-submit --master k8s://${kubernetes} --status '${NAMESPACE}:*'`,
  '',
  'Ctrl-C ends it all.',
]
