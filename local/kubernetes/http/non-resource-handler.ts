import { unknownResource } from '../api-error.ts'
import {
  aggregatedDiscovery,
  coreVersions,
  groupList,
  groupOf,
  resourceList,
  rootPaths,
} from '../discovery/discovery.ts'
import { openApiDocument, openApiIndex } from '../discovery/openapi.ts'
import type { Exchange } from './exchange.ts'
import { sendJson, sendText } from './respond.ts'

const VERSION = {
  major: '1',
  minor: '34',
  gitVersion: 'v1.34.4+sparkdrop',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
}

const HEALTH = /^\/(healthz|livez|readyz)(\/|$)/

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

const documentFor = (exchange: Exchange, path: string): object | undefined => {
  const [root, group = '', version = '', ...more] = path.split('/').slice(1)
  if (path === '/') return { paths: rootPaths() }
  if (path === '/version') return VERSION
  if (path === '/openapi/v3') return openApiIndex()
  if (path.startsWith('/openapi/v3/')) return openApiDocument(path.slice('/openapi/v3/'.length))
  if (path === '/api') return coreVersions(exchange.request.headers.host ?? '')
  if (path === '/apis') return groupList()
  if (root === 'api' && version === '') return resourceList('', group)
  if (root === 'apis' && version === '') return groupOf(group)
  return root === 'apis' && more.length === 0 ? resourceList(group, version) : undefined
}

/** Answers what is about the server and not about objects: health, version, discovery, OpenAPI. */
export const serveNonResource = (exchange: Exchange, path: string): void => {
  const { response, accepted, query } = exchange
  const wantsAll = accepted.parameters.get('as') === 'APIGroupDiscoveryList' && accepted.parameters.get('v') === 'v2'
  const document = documentFor(exchange, path)
  if (HEALTH.test(path)) {
    sendText(response, 200, query.has('verbose') ? `${path.split('/')[1]} check passed\n` : 'ok')
  } else if (wantsAll && (path === '/api' || path === '/apis')) {
    sendText(response, 200, JSON.stringify(aggregatedDiscovery(path === '/api')), AGGREGATED)
  } else if (document !== undefined) sendJson(response, 200, accepted, document)
  else if (path.startsWith('/api')) throw unknownResource()
  else sendText(response, 404, '404 page not found\n')
}
