import * as z from 'zod'
import { jsonVariable } from '../system/json-variable.ts'

const eksSchema = z.strictObject({ kind: z.literal('eks'), name: z.string().min(1) })

const endpointSchema = z.strictObject({
  kind: z.literal('endpoint'),
  name: z.string().min(1),
  endpoint: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }),
  /** Base64 of the PEM. */
  certificateAuthority: z.base64().optional(),
  /** ARN or name of the secret that holds what `clusterCredentialsSchema` describes. */
  credentialsSecret: z.string().min(1),
})

/** A cluster that the functions submit to. */
export const clusterSettingsSchema = z.discriminatedUnion('kind', [eksSchema, endpointSchema])

/** Which jobs a cluster is for, where there are several. */
const share = {
  /** Its share of the jobs, compared with the others' weights; 0: only where no other is left. */
  weight: z.number().min(0).max(1000).default(1),
  /** The namespaces whose jobs it takes; absent: all. */
  namespaces: z.array(z.string().min(1)).min(1).optional(),
}

const sharingClusterSchema = z.discriminatedUnion('kind', [eksSchema.extend(share), endpointSchema.extend(share)])

const haveOneNameEach = (clusters: readonly { readonly name: string }[]): boolean =>
  new Set(clusters.map(({ name }) => name)).size === clusters.length

/** All clusters that the functions submit to. The first is that of jobs whose record names none. */
export const clustersSchema = z
  .tuple([sharingClusterSchema], sharingClusterSchema)
  .refine(haveOneNameEach, 'must have a name each of its own')

/** The same as the text of an environment variable: `CLUSTERS`. */
export const clustersVariableSchema = jsonVariable(clustersSchema, '[{"kind":"eks","name":"my-cluster"}]')

const tokenSchema = z.strictObject({ token: z.string().trim().min(1) })
const certificateSchema = z.strictObject({ clientCertificate: z.string().min(1), clientKey: z.string().min(1) })

/** The secret of a cluster that is given by endpoint: a token, a client certificate in PEM, or nothing. */
export const clusterCredentialsSchema = z.union([tokenSchema, certificateSchema, z.strictObject({})], {
  error: 'must be {"token"}, {"clientCertificate", "clientKey"} or {}',
})

export type ClusterSettings = z.output<typeof clusterSettingsSchema>
export type ClustersSettings = z.output<typeof clustersSchema>
export type EndpointSettings = z.output<typeof endpointSchema>
