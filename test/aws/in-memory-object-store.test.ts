import { objectStoreContract } from '../contracts/object-store.ts'
import { InMemoryObjectStore } from '../fakes/in-memory-object-store.ts'

objectStoreContract('in memory', () => {
  const store = new InMemoryObjectStore()
  let versions = 0
  return {
    store,
    bucket: 'bucket',
    put: async (key, content, metadata) => {
      const versionId = `v${++versions}`
      store.put({ bucket: 'bucket', key, versionId }, content, metadata)
      return versionId
    },
  }
})
