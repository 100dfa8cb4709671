import { jobListContract } from '../contracts/job-list.ts'
import { jobStoreContract } from '../contracts/job-store.ts'
import { InMemoryJobStore } from '../fakes/in-memory-job-store.ts'

jobStoreContract('in memory', () => new InMemoryJobStore())
jobListContract('in memory', () => new InMemoryJobStore())
