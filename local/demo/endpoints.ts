import type { LocalStack } from './local-stack.ts'
import { NAMESPACE } from './spark-defaults.ts'

/** What `--keep` prints: where everything is, and three things to try. */
export const endpoints = ({ emulator, outputs, kubernetes, spark }: LocalStack, workDir: string): readonly string[] => [
  '',
  `AWS         ${emulator.endpoint}   drop bucket ${outputs.DropBucket}, job table ${outputs.JobTable}`,
  `Kubernetes  ${kubernetes}   namespace ${NAMESPACE}`,
  `logs        ${workDir}`,
  '',
  'Try:',
  `  kubectl --server ${kubernetes} --namespace ${NAMESPACE} get pods`,
  `  AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1 aws --endpoint-url ${emulator.endpoint} s3 cp my.jar s3://${outputs.DropBucket}/${NAMESPACE}/my.jar`,
  `  ${spark.sparkHome}/bin/spark-submit --master k8s://${kubernetes} --status '${NAMESPACE}:*'`,
  '',
  'Ctrl-C ends it all.',
]
