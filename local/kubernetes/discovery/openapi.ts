import { RESOURCES } from '../resources/registry.ts'
import { apiVersionOf, type ResourceType } from '../resources/resource-type.ts'

const pathOf = (groupVersion: string): string =>
  groupVersion.includes('/') ? `apis/${groupVersion}` : `api/${groupVersion}`

/** `/openapi/v3`: where the document of each version is. */
export const openApiIndex = (): object => {
  const versions = [...new Set(RESOURCES.map(apiVersionOf))]
  return {
    paths: Object.fromEntries(
      versions.map((version) => [pathOf(version), { serverRelativeURL: `/openapi/v3/${pathOf(version)}` }]),
    ),
  }
}

const WRITE_PARAMETERS = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({
  name,
  in: 'query',
  schema: { type: 'string', uniqueItems: true },
}))

const itemPath = (type: ResourceType): string =>
  `/${pathOf(apiVersionOf(type))}/${type.namespaced ? 'namespaces/{namespace}/' : ''}${type.plural}/{name}`

/**
 * The document of one version, as far as kubectl looks into it before it writes: that the server itself checks fields.
 * It describes no schemas, so `kubectl explain` finds nothing. Undefined for a version that is not served.
 */
export const openApiDocument = (path: string): object | undefined => {
  const types = RESOURCES.filter((type) => pathOf(apiVersionOf(type)) === path)
  if (types.length === 0) return undefined
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.34' },
    paths: Object.fromEntries(
      types.map((type) => [
        itemPath(type),
        {
          patch: {
            operationId: `patch${type.kind}`,
            parameters: WRITE_PARAMETERS,
            requestBody: { content: {} },
            responses: { '200': { description: 'OK' } },
            'x-kubernetes-action': 'patch',
            'x-kubernetes-group-version-kind': { group: type.group, version: type.version, kind: type.kind },
          },
        },
      ]),
    ),
    components: {},
  }
}
