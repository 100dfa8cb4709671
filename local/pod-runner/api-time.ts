/** The time as the API server writes it: whole seconds, in UTC. */
export const apiTime = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z')
