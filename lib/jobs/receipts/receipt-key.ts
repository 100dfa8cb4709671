import { createHash } from 'node:crypto'

/** What the name of every receipt ends with. */
export const RECEIPT_SUFFIX = '.sparkdrop.json'
/** S3 takes keys of this many bytes of UTF-8. */
export const MAX_KEY_BYTES = 1024
const HASH_DIGITS = 16

/** True for the keys of receipts: what lies there is never a job. */
export const isReceiptKey = (key: string): boolean => key.endsWith(RECEIPT_SUFFIX)

/** As much of the text as fits, in whole characters. */
const cut = (text: string, bytes: number): string => {
  let length = 0
  let end = 0
  for (const character of text) {
    length += Buffer.byteLength(character)
    if (length > bytes) break
    end += character.length
  }
  return text.slice(0, end)
}

/**
 * Where the receipt of an upload is: at its key with `.sparkdrop.json` behind. A key that would be too long with it is
 * cut, and a hash of the whole takes the place of what is missing.
 */
export const receiptKey = (key: string): string => {
  if (Buffer.byteLength(key) + RECEIPT_SUFFIX.length <= MAX_KEY_BYTES) return `${key}${RECEIPT_SUFFIX}`
  const hash = createHash('sha256').update(key).digest('hex').slice(0, HASH_DIGITS)
  return `${cut(key, MAX_KEY_BYTES - RECEIPT_SUFFIX.length - HASH_DIGITS - 1)}~${hash}${RECEIPT_SUFFIX}`
}
