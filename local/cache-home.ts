import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where downloads and built things are kept between runs: `${XDG_CACHE_HOME:-~/.cache}/sparkdrop`. */
export const cacheHome = (environment: NodeJS.ProcessEnv = process.env): string =>
  join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sparkdrop')
