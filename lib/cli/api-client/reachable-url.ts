const EMULATED = /^(\w+)\.execute-api\.localhost$/

/**
 * The URL to call for the one that a stack says. An emulator of AWS names its APIs by hosts below `localhost`, which few
 * resolvers know, and answers for them below its own address as well. Any other URL is as it is.
 */
export function reachableUrl(url: string): string {
  const { protocol, hostname, port, pathname } = new URL(url)
  const id = EMULATED.exec(hostname)?.[1]
  return id === undefined ? url : `${protocol}//127.0.0.1:${port}/_aws/execute-api/${id}${pathname.replace(/\/$/, '')}`
}
