import type { Job } from '../jobs/job.ts'
import type { JobPage, JobQuery, JobStore } from '../jobs/job-store.ts'
import { matchesAny } from '../policy/glob.ts'
import type { Policy } from '../policy/tenant.ts'
import { HttpProblem, notFound } from './http-problem.ts'
import type { Principal } from './principal.ts'

/** Which namespaces a caller may see and use: names, or globs of them; `**` is every one. */
export type Tenancy = readonly string[]

/** Who may see and use what; the policy knows. */
export type Access = (principal: Principal) => Promise<Tenancy>

const EVERY = '**'
const isGlob = (name: string): boolean => name.includes('*')

/** The namespaces of all tenants that the caller's jobs may belong to. */
export const tenancyOf = ({ tenants }: Policy, { id }: Principal): Tenancy =>
  tenants
    .filter(({ sources }) => sources.some((source) => source.kind === 'api' && matchesAny([source.principal], id)))
    .flatMap(({ namespaces }) => namespaces.filter((name) => !name.includes('{folder}')))

export const maySee = (tenancy: Tenancy, namespace: string): boolean => matchesAny(tenancy, namespace)

const inWords = (tenancy: Tenancy): string => tenancy.join(', ') || 'none'

/** Throws HttpProblem 403 where the caller may not use the namespace. */
export const demandNamespace = (tenancy: Tenancy, namespace: string): void => {
  if (maySee(tenancy, namespace)) return
  const message = `namespace "${namespace}" is not the caller's to use: expected one of ${inWords(tenancy)}`
  throw new HttpProblem(403, 'FORBIDDEN_NAMESPACE', message, [{ path: 'body.namespace', message }])
}

/** The job, where there is one and the caller may see it. Throws HttpProblem 404 otherwise. */
export const demandJob = async (store: JobStore, tenancy: Tenancy, jobId: string): Promise<Job> => {
  const job = /^[0-9a-f]{32}$/.test(jobId) ? await store.get(jobId) : undefined
  if (!job || !maySee(tenancy, job.namespace)) throw notFound(`job ${jobId}`)
  return job
}

/** The query's own namespaces as far as the caller may see them, else all of the caller's; undefined for every one. */
const namespacesFor = (tenancy: Tenancy, { namespaces }: JobQuery): readonly string[] | undefined => {
  if (namespaces) return namespaces.filter((name) => maySee(tenancy, name))
  return tenancy.some(isGlob) ? undefined : tenancy
}

/** How many pages are read for one where most jobs are other tenants'. */
const PAGES = 20

/** A page of the jobs that the caller may see. */
export const listVisible = async (store: JobStore, tenancy: Tenancy, query: JobQuery): Promise<JobPage> => {
  const { namespaces: _asked, ...rest } = query
  const namespaces = namespacesFor(tenancy, query)
  if (namespaces) return store.list({ ...rest, namespaces })
  if (tenancy.includes(EVERY)) return store.list(rest)
  const jobs: Job[] = []
  let cursor = query.cursor
  for (let page = 0; page < PAGES; page++) {
    const from = cursor === undefined ? rest : { ...rest, cursor }
    const found = await store.list({ ...from, limit: query.limit - jobs.length })
    jobs.push(...found.jobs.filter(({ namespace }) => maySee(tenancy, namespace)))
    cursor = found.next
    if (cursor === undefined || jobs.length >= query.limit) break
  }
  return { jobs, ...(cursor === undefined ? {} : { next: cursor }) }
}
