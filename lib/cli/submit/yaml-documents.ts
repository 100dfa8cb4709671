import { stringify } from 'yaml'

/** The values as YAML documents, by the rules of YAML 1.1 as Kubernetes reads it. */
export const yamlDocuments = (values: readonly unknown[]): string =>
  values.map((value) => stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false })).join('---\n')
