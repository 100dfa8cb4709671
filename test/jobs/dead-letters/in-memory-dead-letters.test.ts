import { deadLetterQueueContract } from '../../contracts/dead-letter-queue.ts'
import { InMemoryDeadLetters } from '../../fakes/in-memory-dead-letters.ts'

deadLetterQueueContract('in memory', async () => {
  const queue = new InMemoryDeadLetters(10)
  return { queue, put: (message) => queue.send(message), resent: async () => queue.resent }
})
