import type { ClusterLook } from '../cluster-look.ts'
import type { Check } from '../examine.ts'
import { type Finding, failed, ok, warning } from '../finding.ts'
import { SEE } from '../see.ts'

const GROUP = '/apis/admissionregistration.k8s.io/v1'
/** Of infra/kubernetes/tenant/admission; policies and bindings have the same names. */
export const ADMISSION_POLICIES = ['sparkdrop-tenant-pods', 'sparkdrop-tenant-deletions'] as const

interface Binding {
  readonly spec?: { readonly validationActions?: readonly string[] }
}

/** @param isNeeded whether a namespace of the cluster counts on it */
export const admissionChecks = (look: ClusterLook, isNeeded: boolean): readonly Check[] =>
  ADMISSION_POLICIES.map((name) => {
    const about = `admission policy ${name}`
    const remedy = { advice: 'kubectl apply -k infra/kubernetes/tenant/admission', see: SEE.admission }
    const bad = isNeeded ? failed : warning
    return {
      about,
      look: async (): Promise<Finding> => {
        const [policy, binding] = await Promise.all([
          look.get(`${GROUP}/validatingadmissionpolicies/${name}`),
          look.get<Binding>(`${GROUP}/validatingadmissionpolicybindings/${name}`),
        ])
        if (policy === undefined) return bad(about, 'there is none: what a driver creates is held by nothing', remedy)
        if (binding === undefined) return bad(about, 'nothing binds it, so that it holds nowhere', remedy)
        if (!binding.spec?.validationActions?.includes('Deny')) return bad(about, 'its binding refuses nothing', remedy)
        return ok(about, 'holds')
      },
    }
  })
