/** What every object carries, and the options that travel in request bodies. Written in the notation of `schema.ts`. */
export const metaTypes = {
  ObjectMeta: `
    name generateName namespace selfLink uid resourceVersion generation:int64 creationTimestamp:time
    deletionTimestamp:time deletionGracePeriodSeconds?:int64 labels:string<> annotations:string<>
    ownerReferences:OwnerReference[uid] finalizers:string{} managedFields@17:ManagedFieldsEntry[]`,
  DeleteOptions: `
    gracePeriodSeconds?:int64 preconditions:Preconditions orphanDependents?:bool propagationPolicy?
    dryRun:string[] ignoreStoreReadErrorWithClusterBreakingPotential?:bool`,
  LabelSelector: 'matchLabels:string<> matchExpressions:LabelSelectorRequirement[]',
  Condition: 'type+ status+ observedGeneration:int64 lastTransitionTime+:time reason+ message+',
  ObjectReference: 'kind namespace name uid apiVersion resourceVersion fieldPath',
  LocalObjectReference: 'name',
  OwnerReference: 'apiVersion@5+ kind@1+ name@3+ uid+ controller@6?:bool blockOwnerDeletion?:bool',
  ManagedFieldsEntry: 'manager operation apiVersion time:time fieldsType@6 fieldsV1:any subresource',
  Preconditions: 'uid? resourceVersion?',
  LabelSelectorRequirement: 'key+ operator+ values:string[]',
}
