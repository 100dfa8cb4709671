import { textProperty } from '../property.ts'

export const EXECUTOR_POD_TEMPLATE_FILE = textProperty({
  key: 'spark.kubernetes.executor.podTemplateFile',
  since: '3.0.0',
  doc: 'A YAML file with the pod that executor pods start from: a path, or a URI that the submitter can read.',
})
