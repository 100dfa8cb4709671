import { scheduleStoreContract } from '../../contracts/schedule-store.ts'
import { schedulesContract } from '../../contracts/schedules.ts'
import { InMemoryScheduleStore } from '../../fakes/in-memory-schedule-store.ts'
import { InMemorySchedules } from '../../fakes/in-memory-schedules.ts'

const store = new InMemoryScheduleStore()
scheduleStoreContract('in memory', () => store)

const schedules = new InMemorySchedules()
schedulesContract('in memory', () => schedules)
