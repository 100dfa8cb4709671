import type { Surroundings } from '../surroundings.ts'

const isExempt = (host: string, port: string, rule: string): boolean => {
  const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(rule) ?? []
  if (only !== undefined && only !== port) return false
  const domain = name.replace(/^\*?\.?/, '')
  return name === '*' || host === domain || (domain !== '' && host.endsWith(`.${domain}`))
}

/**
 * The HTTP proxy that the environment names for this URL (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, in either case), or
 * undefined where there is none or NO_PROXY exempts the host.
 */
export function proxyFor(url: string, environment: Surroundings['environment']): string | undefined {
  const variable = (name: string): string | undefined => environment[name] || environment[name.toLowerCase()]
  const { protocol, hostname, port } = new URL(url)
  const secure = protocol === 'https:'
  const exempt = (variable('NO_PROXY') ?? '')
    .split(',')
    .map((rule) => rule.trim().toLowerCase())
    .filter((rule) => rule !== '')
  if (exempt.some((rule) => isExempt(hostname.toLowerCase(), port || (secure ? '443' : '80'), rule))) return undefined
  return variable(secure ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? variable('ALL_PROXY')
}
