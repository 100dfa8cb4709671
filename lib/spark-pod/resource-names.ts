import { javaTrim } from '../conf/codecs/java-trim.ts'

/** How long a label's value and the name of a service may be. */
export const MAX_LABEL_LENGTH = 63

const dnsCharacters = (name: string): string =>
  javaTrim(name)
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .replace(/-+/g, '-')

/**
 * The beginning of the names of all that belongs to one application: its name in the characters of a DNS label, and
 * the id. A digit at the beginning gives way to an `x`, since services may not begin with one.
 *
 * Follows KubernetesConf.getResourceNamePrefix.
 */
export const resourceNamePrefix = (appName: string, id: string): string =>
  dnsCharacters(`${appName}-${id}`)
    .replace(/^-/, '')
    .replace(/^[0-9]/, 'x')

/** The application's name as the value of a label; empty where no character of it may stand in one. Follows getAppNameLabel. */
export const appNameLabel = (appName: string): string =>
  dnsCharacters(appName).slice(0, MAX_LABEL_LENGTH).replace(/^-/, '').replace(/-$/, '')
