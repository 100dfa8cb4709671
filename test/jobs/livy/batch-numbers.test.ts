import { batchNumbersContract } from '../../contracts/batch-numbers.ts'
import { InMemoryBatchNumbers } from '../../fakes/in-memory-batch-numbers.ts'

batchNumbersContract('in memory', () => new InMemoryBatchNumbers())
