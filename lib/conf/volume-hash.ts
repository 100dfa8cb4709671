import { javaHash, mapHash, optionHash, productHash } from './scala-hash.ts'
import type { VolumeSource, VolumeSpec } from './volume-spec.ts'

const BOOLEAN_HASHES = { true: 1231, false: 1237 } as const

const someMap = (values: Readonly<Record<string, string>>): number =>
  productHash('Some', [mapHash(Object.entries(values))])

function sourceHash(source: VolumeSource): number {
  switch (source.type) {
    case 'hostPath':
      return productHash('KubernetesHostPathVolumeConf', [javaHash(source.path), javaHash(source.pathType)])
    case 'nfs':
      return productHash('KubernetesNFSVolumeConf', [javaHash(source.path), javaHash(source.server)])
    case 'emptyDir':
      return productHash('KubernetesEmptyDirVolumeConf', [optionHash(source.medium), optionHash(source.sizeLimit)])
    case 'persistentVolumeClaim':
      return productHash('KubernetesPVCVolumeConf', [
        javaHash(source.claimName),
        optionHash(source.storageClass),
        optionHash(source.size),
        someMap(source.labels),
        someMap(source.annotations),
      ])
  }
}

/** The hash of Spark's KubernetesVolumeSpec, by which a Scala set sorts five and more of them, and so numbers claims. */
export const volumeHash = ({ name, mountPath, subPath, subPathExpr, readOnly, source }: VolumeSpec): number =>
  productHash('KubernetesVolumeSpec', [
    ...[name, mountPath, subPath, subPathExpr].map(javaHash),
    BOOLEAN_HASHES[`${readOnly}`],
    sourceHash(source),
  ])
