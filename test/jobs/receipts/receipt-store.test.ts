import { receiptStoreContract } from '../../contracts/receipt-store.ts'
import { InMemoryReceiptStore } from '../../fakes/in-memory-receipt-store.ts'

receiptStoreContract('in memory', () => ({ store: new InMemoryReceiptStore(), bucket: 'drop' }))
