import { answersContract } from './answers-contract.ts'
import type { ApiUnderTest } from './api-under-test.ts'
import { applyContract } from './apply-contract.ts'
import { kindsContract } from './kinds-contract.ts'
import { listsContract } from './lists-contract.ts'
import { logsContract } from './logs-contract.ts'
import { objectsContract } from './objects-contract.ts'
import { ownershipContract } from './ownership-contract.ts'
import { patchesContract } from './patches-contract.ts'
import { podsContract } from './pods-contract.ts'
import { requestsContract } from './requests-contract.ts'
import { watchesContract } from './watches-contract.ts'

/** Everything that clients may expect of an API server: recorded from a kube-apiserver of version 1.34. */
export const kubernetesApiContract = (api: () => ApiUnderTest): void => {
  objectsContract(api)
  patchesContract(api)
  applyContract(api)
  podsContract(api)
  logsContract(api)
  kindsContract(api)
  listsContract(api)
  watchesContract(api)
  ownershipContract(api)
  requestsContract(api)
  answersContract(api)
}
