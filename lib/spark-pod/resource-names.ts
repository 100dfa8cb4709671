/** How long a label's value and the name of a service may be. */
export const MAX_LABEL_LENGTH = 63

const dnsCharacters = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .replace(/-+/g, '-')

/** How long the name of a pod may be. */
const MAX_NAME_LENGTH = 253
/** How much of a name is kept that is too long for that: enough for the longest suffix of what an application has. */
const KEPT_LENGTH = 160

const beginning = (appName: string, id: string): string =>
  dnsCharacters(`${appName}-${id}`)
    .replace(/^-/, '')
    .replace(/^[0-9]/, 'x')

/**
 * The beginning of the names of all that belongs to one application: its name in the characters of a DNS label, and
 * the id. A digit at the beginning gives way to an `x`, since services may not begin with one. Of a name with which not
 * even the driver pod could be made, the beginning is taken.
 *
 * Follows KubernetesConf.getResourceNamePrefix, but for names that Kubernetes refuses.
 */
export const resourceNamePrefix = (appName: string, id: string): string => {
  const prefix = beginning(appName, id)
  const fits = `${prefix}-driver`.length <= MAX_NAME_LENGTH
  return fits ? prefix : beginning(dnsCharacters(appName).slice(0, KEPT_LENGTH), id)
}

/** The application's name as the value of a label; empty where no character of it may stand in one. Follows getAppNameLabel. */
export const appNameLabel = (appName: string): string =>
  dnsCharacters(appName).slice(0, MAX_LABEL_LENGTH).replace(/^-/, '').replace(/-$/, '')
