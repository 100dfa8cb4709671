/** PersistentVolumeClaims, on their own and as templates. Written in the notation of `schema.ts`. */
export const claimTypes = {
  PersistentVolumeClaim: 'metadata:ObjectMeta spec:PersistentVolumeClaimSpec status:PersistentVolumeClaimStatus',
  PersistentVolumeClaimTemplate: 'metadata:ObjectMeta spec+:PersistentVolumeClaimSpec',
  PersistentVolumeClaimSpec: `
    accessModes:string[] selector:LabelSelector! resources:VolumeResourceRequirements volumeName
    storageClassName? volumeMode? dataSource:TypedLocalObjectReference! dataSourceRef:TypedObjectReference
    volumeAttributesClassName?`,
  PersistentVolumeClaimStatus: `
    phase accessModes:string[] capacity:quantity<> conditions:PersistentVolumeClaimCondition[type]
    allocatedResources:quantity<> allocatedResourceStatuses:string<> currentVolumeAttributesClassName?
    modifyVolumeStatus:ModifyVolumeStatus`,
  VolumeResourceRequirements: 'limits:quantity<> requests:quantity<>',
  TypedLocalObjectReference: 'apiGroup+? kind+ name+',
  TypedObjectReference: 'apiGroup+? kind+ name+ namespace?',
  PersistentVolumeClaimCondition: 'type+ status+ lastProbeTime:time lastTransitionTime:time reason message',
  ModifyVolumeStatus: 'targetVolumeAttributesClassName status+',
}
