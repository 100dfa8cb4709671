/** What a volume consists of, by the types that Spark knows. */
export type VolumeSource =
  | { readonly type: 'hostPath'; readonly path: string; readonly pathType: string }
  | {
      readonly type: 'persistentVolumeClaim'
      readonly claimName: string
      readonly storageClass?: string
      readonly size?: string
      readonly labels: Readonly<Record<string, string>>
      readonly annotations: Readonly<Record<string, string>>
    }
  | { readonly type: 'emptyDir'; readonly medium?: string; readonly sizeLimit?: string }
  | { readonly type: 'nfs'; readonly server: string; readonly path: string }

/** A volume that a user asked for, and where it is mounted. */
export interface VolumeSpec {
  readonly name: string
  readonly mountPath: string
  readonly readOnly: boolean
  readonly subPath: string
  readonly subPathExpr: string
  readonly source: VolumeSource
}
