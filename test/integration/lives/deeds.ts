import { setTimeout as pause } from 'node:timers/promises'
import type { LocalStack } from '../../../local/demo/local-stack.ts'
import { apiUrl } from '../api-url.ts'
import type { Diary } from './diary.ts'
import { claimOf, type Deed } from './life-kinds.ts'
import { type Life, NAMESPACE } from './lives.ts'

const LOOK_MS = 250
/** How long a driver waits for a claim that nobody has made. */
const WITHOUT_CLAIM_MS = 3_000
/** The emulator looks at who calls, and takes their word for it. */
const SIGNED = { authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/execute-api/aws4_request' }
const JSON_TYPE = { 'content-type': 'application/json' }

/** What people and programs do to drivers, tried until it is done. */
export class Deeds {
  readonly #stack: LocalStack
  readonly #diary: Diary

  constructor(stack: LocalStack, diary: Diary) {
    this.#stack = stack
    this.#diary = diary
  }

  /** Does what is to be done to each of them, when its time has come; what is not done when the signal aborts is left. */
  async doAll(lives: readonly Life[], signal: AbortSignal): Promise<void> {
    const doing = lives.flatMap((life) => (life.deed ? [this.#do(life, life.deed, signal)] : []))
    await Promise.all(doing).catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
  }

  async #do(life: Life, deed: Deed, signal: AbortSignal): Promise<void> {
    const pod = deed === 'make the claim' ? '' : await this.#podOf(life, signal)
    if (deed === 'make the claim') await pause(WITHOUT_CLAIM_MS, undefined, { signal })
    while (!(await this.#try(life, deed, pod))) await pause(LOOK_MS, undefined, { signal })
  }

  async #podOf({ name }: Life, signal: AbortSignal): Promise<string> {
    for (;;) {
      const [pod] = await this.#diary.startsOf(name)
      if (pod) return pod
      await pause(LOOK_MS, undefined, { signal })
    }
  }

  /** True when it is done, also where nobody was there to hear that it was. */
  async #try({ name, jobId }: Life, deed: Deed, pod: string): Promise<boolean> {
    const namespace = `${this.#stack.kubernetes}/api/v1/namespaces/${NAMESPACE}`
    const send = (method: string, url: string, body?: object) =>
      fetch(url, { method, ...(body ? { headers: JSON_TYPE, body: JSON.stringify(body) } : {}) })
    try {
      const answer = await {
        'kill the job': () => fetch(`${apiUrl(this.#stack)}/v1/jobs/${jobId}`, { method: 'DELETE', headers: SIGNED }),
        'delete the pod': () => send('DELETE', `${namespace}/pods/${pod}?gracePeriodSeconds=5`),
        'delete the pod at once': () => send('DELETE', `${namespace}/pods/${pod}?gracePeriodSeconds=0`),
        'evict the pod': () =>
          send('POST', `${namespace}/pods/${pod}/eviction`, {
            apiVersion: 'policy/v1',
            kind: 'Eviction',
            metadata: { name: pod, namespace: NAMESPACE },
          }),
        'make the claim': () => send('POST', `${namespace}/persistentvolumeclaims`, claim(name)),
      }[deed]()
      await answer.arrayBuffer()
      return answer.ok || answer.status === 404 || answer.status === 409
    } catch {
      return false
    }
  }
}

const claim = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: claimOf(name), namespace: NAMESPACE },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
})
