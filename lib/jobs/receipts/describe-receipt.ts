import type { Receipt } from '../../../events/receipt.ts'
import type { Job } from '../job.ts'
import { isTerminal } from '../phase-rank.ts'

/** Pages of the deployment's own, with `{namespace}`, `{pod}`, `{jobId}` and `{sparkAppId}` for what they stand for. */
export interface PageTemplates {
  readonly logs?: string | undefined
  readonly ui?: string | undefined
}

const MAX_STEPS = 50
const UI_PORT = 4040

const fill = (template: string, { jobId, namespace, sparkAppId, driver }: Job): string => {
  const values: Record<string, string> = { jobId, namespace, sparkAppId, pod: driver?.name ?? '' }
  return template.replace(/\{(\w+)\}/g, (whole, name) =>
    values[name] === undefined ? whole : encodeURIComponent(values[name]),
  )
}

const withPage = (command: string, template: string | undefined, job: Job) => ({
  command,
  ...(template ? { url: fill(template, job) } : {}),
})

const places = (job: Job, { logs, ui }: PageTemplates): Pick<Receipt, 'driver' | 'logs' | 'ui'> => {
  const { driver, namespace } = job
  if (!driver) return {}
  const kubectl = `kubectl --namespace ${namespace}`
  const forward = `${kubectl} port-forward pod/${driver.name} ${UI_PORT}, then http://localhost:${UI_PORT}`
  const reachable = ui !== undefined || !isTerminal(job.state)
  return {
    driver: { pod: driver.name, uid: driver.uid },
    logs: withPage(`${kubectl} logs ${driver.name}`, logs, job),
    ...(reachable ? { ui: withPage(forward, ui, job) } : {}),
  }
}

const told = ({ reason, message, exitCode }: Job): Pick<Receipt, 'reason' | 'message' | 'exitCode'> => ({
  ...(reason ? { reason } : {}),
  ...(message ? { message } : {}),
  ...(exitCode === undefined ? {} : { exitCode }),
})

const executorsOf = ({ executors }: Job): Pick<Receipt, 'executors'> => {
  if (!executors) return {}
  const { at: _at, ...counts } = executors
  return { executors: counts }
}

/** What the record says of the upload's job, for whoever dropped it; undefined for a job that no upload made. */
export const describeReceipt = (job: Job, pages: PageTemplates): Receipt | undefined => {
  const { source } = job
  if (source.kind !== 's3') return undefined
  const { kind: _kind, ...upload } = source
  return {
    version: 1,
    jobId: job.jobId,
    state: job.state,
    ...told(job),
    namespace: job.namespace,
    attempt: job.attempt,
    sparkAppId: job.sparkAppId,
    upload,
    ...places(job, pages),
    ...executorsOf(job),
    history: job.history.slice(-MAX_STEPS),
    createdAt: job.createdAt,
    updatedAt: job.updatedAt,
    revision: job.revision,
  }
}
