import { BillingMode, TableEncryption, type TableProps } from 'aws-cdk-lib/aws-dynamodb'
import { type Removal, removalPolicy } from './removal.ts'

/** What every table has: paid by use, encrypted, restorable, cleaned by `expiresAt`, and kept unless the stack says otherwise. */
export const keptTable = (removal: Removal): Omit<TableProps, 'partitionKey'> => ({
  billingMode: BillingMode.PAY_PER_REQUEST,
  encryption: TableEncryption.DEFAULT,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  timeToLiveAttribute: 'expiresAt',
  deletionProtection: removal === 'retain',
  removalPolicy: removalPolicy(removal),
})
