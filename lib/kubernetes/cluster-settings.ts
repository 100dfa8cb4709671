import * as z from 'zod'

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

/** Which cluster the functions submit to. */
export const clusterSettingsSchema = z.discriminatedUnion('kind', [eksSchema, endpointSchema])

const jsonText = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    context.addIssue('must be JSON such as {"kind":"eks","name":"my-cluster"}')
    return z.NEVER
  }
})

/** The same as the text of an environment variable: `CLUSTER`. */
export const clusterVariableSchema = jsonText.pipe(clusterSettingsSchema)

const tokenSchema = z.strictObject({ token: z.string().trim().min(1) })
const certificateSchema = z.strictObject({ clientCertificate: z.string().min(1), clientKey: z.string().min(1) })

/** The secret of a cluster that is given by endpoint: a token, a client certificate in PEM, or nothing. */
export const clusterCredentialsSchema = z.union([tokenSchema, certificateSchema, z.strictObject({})], {
  error: 'must be {"token"}, {"clientCertificate", "clientKey"} or {}',
})

export type ClusterSettings = z.output<typeof clusterSettingsSchema>
export type EndpointSettings = z.output<typeof endpointSchema>
