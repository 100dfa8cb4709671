import { rosterStoreContract } from '../../contracts/roster-store.ts'
import { InMemoryRosterStore } from '../../fakes/in-memory-roster-store.ts'

rosterStoreContract('in memory', () => new InMemoryRosterStore())
