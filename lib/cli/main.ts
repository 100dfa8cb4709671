import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

// Compiled code is kept, in a folder that nobody else writes to: the second call starts sooner. Hence all the rest is
// imported only now.
enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sparkdrop', 'compiled'))
await import('./start.ts')
