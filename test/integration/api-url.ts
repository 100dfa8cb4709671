import type { LocalStack } from '../../local/demo/local-stack.ts'

/** Where the emulator answers for the API: its own host name for it is none that a URL may have. */
export const apiUrl = ({ emulator, outputs: { ApiUrl } }: Pick<LocalStack, 'emulator' | 'outputs'>): string => {
  const id = /\/\/(\w+)\.execute-api\./.exec(ApiUrl)?.[1]
  return id === undefined ? ApiUrl : `${emulator.endpoint}/_aws/execute-api/${id}/$default`
}
