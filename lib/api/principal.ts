import * as z from 'zod'

/** Who calls, as API Gateway's authorizer has found out. */
export interface Principal {
  /** What policies and records know the caller by: an ARN, or `jwt:` and the token's subject. */
  readonly id: string
}

/** What of a payload 2.0 request context says who calls; API Gateway fills it in, and no caller can. */
const contextSchema = z.object({
  authorizer: z.object({
    iam: z.object({ userArn: z.string().min(1) }).optional(),
    jwt: z.object({ claims: z.object({ sub: z.string().min(1) }) }).optional(),
  }),
})

/** A role's sessions are one caller: their names change with each of a program's instances. */
const withoutSession = (arn: string): string => arn.replace(/(:assumed-role\/[^/]+)\/.*$/, '$1')

/**
 * The caller that the request context names; undefined where it names none.
 *
 * @param requestContext `requestContext` of an HTTP API's event, payload format 2.0
 */
export const principalOf = (requestContext: unknown): Principal | undefined => {
  const parsed = contextSchema.safeParse(requestContext)
  if (!parsed.success) return undefined
  const { iam, jwt } = parsed.data.authorizer
  if (iam) return { id: withoutSession(iam.userArn) }
  return jwt && { id: `jwt:${jwt.claims.sub}` }
}
