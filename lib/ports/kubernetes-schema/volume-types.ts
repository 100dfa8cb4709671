/** Volumes of a pod. Sources that only long-gone drivers knew are taken as they come. Written in the notation of `schema.ts`. */
export const volumeTypes = {
  Volume: `
    name+ hostPath@2.1:HostPathVolumeSource emptyDir:EmptyDirVolumeSource gcePersistentDisk:any
    awsElasticBlockStore:any gitRepo:any secret:SecretVolumeSource nfs:NFSVolumeSource iscsi:any glusterfs:any
    persistentVolumeClaim:PersistentVolumeClaimVolumeSource rbd:any flexVolume:any cinder:any cephfs:any
    flocker:any downwardAPI:DownwardAPIVolumeSource fc:any azureFile:any configMap:ConfigMapVolumeSource
    vsphereVolume:any quobyte:any azureDisk:any photonPersistentDisk:any projected@2.26:ProjectedVolumeSource
    portworxVolume@2.24:any scaleIO:any storageos@2.27:any csi:CSIVolumeSource ephemeral:EphemeralVolumeSource
    image:ImageVolumeSource`,
  HostPathVolumeSource: 'path+ type?',
  EmptyDirVolumeSource: 'medium sizeLimit:quantity',
  SecretVolumeSource: 'secretName items:KeyToPath[] defaultMode?:int32 optional?:bool',
  NFSVolumeSource: 'server+ path+ readOnly:bool',
  PersistentVolumeClaimVolumeSource: 'claimName+ readOnly:bool',
  DownwardAPIVolumeSource: 'items:DownwardAPIVolumeFile[] defaultMode?:int32',
  ConfigMapVolumeSource: 'name@1.1 items@2:KeyToPath[] defaultMode?:int32 optional?:bool',
  ProjectedVolumeSource: 'sources+:VolumeProjection[] defaultMode?:int32',
  CSIVolumeSource: `
    driver+ readOnly?:bool fsType? volumeAttributes:string<> nodePublishSecretRef:LocalObjectReference!`,
  EphemeralVolumeSource: 'volumeClaimTemplate:PersistentVolumeClaimTemplate',
  ImageVolumeSource: 'reference pullPolicy',
  KeyToPath: 'key+ path+ mode?:int32',
  DownwardAPIVolumeFile: 'path+ fieldRef:ObjectFieldSelector! resourceFieldRef:ResourceFieldSelector! mode?:int32',
  VolumeProjection: `
    secret:SecretProjection downwardAPI:DownwardAPIProjection configMap:ConfigMapProjection
    serviceAccountToken:ServiceAccountTokenProjection clusterTrustBundle:ClusterTrustBundleProjection
    podCertificate:PodCertificateProjection`,
  ObjectFieldSelector: 'apiVersion fieldPath+',
  ResourceFieldSelector: 'containerName resource+ divisor:quantity',
  SecretProjection: 'name@1.1 items@2:KeyToPath[] optional@4?:bool',
  DownwardAPIProjection: 'items:DownwardAPIVolumeFile[]',
  ConfigMapProjection: 'name@1.1 items@2:KeyToPath[] optional@4?:bool',
  ServiceAccountTokenProjection: 'audience expirationSeconds?:int64 path+',
  ClusterTrustBundleProjection: 'name? signerName? labelSelector:LabelSelector! optional@5?:bool path@4+',
  PodCertificateProjection: `
    signerName keyType maxExpirationSeconds?:int32 credentialBundlePath keyPath certificateChainPath`,
}
