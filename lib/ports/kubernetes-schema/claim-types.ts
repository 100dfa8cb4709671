/** PersistentVolumeClaims, on their own and as templates. Written in the notation of `schema.ts`. */
export const claimTypes = {
  PersistentVolumeClaim: 'metadata:ObjectMeta spec:PersistentVolumeClaimSpec status:PersistentVolumeClaimStatus',
  PersistentVolumeClaimTemplate: 'metadata:ObjectMeta spec+:PersistentVolumeClaimSpec',
  PersistentVolumeClaimSpec: `
    accessModes:string[] selector@4:LabelSelector! resources@2:VolumeResourceRequirements volumeName
    storageClassName@5? volumeMode? dataSource:TypedLocalObjectReference! dataSourceRef:TypedObjectReference
    volumeAttributesClassName?`,
  PersistentVolumeClaimStatus: `
    phase accessModes:string[] capacity:quantity<> conditions:PersistentVolumeClaimCondition[type]
    allocatedResources:quantity<> allocatedResourceStatuses@7:string<> currentVolumeAttributesClassName?
    modifyVolumeStatus:ModifyVolumeStatus`,
  VolumeResourceRequirements: 'limits:quantity<> requests:quantity<>',
  TypedLocalObjectReference: 'apiGroup+? kind+ name+',
  TypedObjectReference: 'apiGroup+? kind+ name+ namespace?',
  PersistentVolumeClaimCondition: 'type+ status+ lastProbeTime:time lastTransitionTime:time reason message',
  ModifyVolumeStatus: 'targetVolumeAttributesClassName status+',
}
