import { reachableUrl } from '../../lib/cli/api-client/reachable-url.ts'
import type { LocalStack } from '../../local/demo/local-stack.ts'

/** Where the emulator answers for the API: its own host name for it is none that every client finds. */
export const apiUrl = ({ outputs: { ApiUrl } }: Pick<LocalStack, 'outputs'>): string => reachableUrl(ApiUrl)
