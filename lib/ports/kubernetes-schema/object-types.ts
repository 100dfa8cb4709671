/** The other kinds. Written in the notation of `schema.ts`. */
export const objectTypes = {
  Service: 'metadata:ObjectMeta spec:ServiceSpec status:ServiceStatus',
  ConfigMap: 'metadata:ObjectMeta immutable@4?:bool data@2:string<> binaryData:bytes<>',
  Secret: 'metadata:ObjectMeta immutable@5?:bool data@2:bytes<> stringData@4:string<> type@3',
  Event: `
    metadata+:ObjectMeta involvedObject+:ObjectReference! reason message source:EventSource firstTimestamp:time
    lastTimestamp:time count:int32 type eventTime:microtime series:EventSeries action related:ObjectReference!
    reportingComponent+ reportingInstance+`,
  Namespace: 'metadata:ObjectMeta spec:NamespaceSpec status:NamespaceStatus',
  ServiceAccount: `
    metadata:ObjectMeta secrets:ObjectReference[name] imagePullSecrets:LocalObjectReference[]
    automountServiceAccountToken?:bool`,
  TokenRequest: 'metadata:ObjectMeta spec:TokenRequestSpec status:any',
  Lease: 'metadata:ObjectMeta spec:LeaseSpec',
  StatefulSet: 'metadata:ObjectMeta spec:StatefulSetSpec status:StatefulSetStatus',
  Role: 'metadata:ObjectMeta rules+:PolicyRule[]',
  RoleBinding: 'metadata:ObjectMeta subjects:Subject[] roleRef+:RoleRef!',
  ServiceSpec: `
    ports:ServicePort[port,protocol] selector:string<>! clusterIP clusterIPs@18:string[] type@4
    externalIPs:string[] sessionAffinity@7 loadBalancerIP loadBalancerSourceRanges:string[] externalName
    externalTrafficPolicy healthCheckNodePort:int32 publishNotReadyAddresses:bool
    sessionAffinityConfig:SessionAffinityConfig ipFamilies@19:string[] ipFamilyPolicy@17?
    allocateLoadBalancerNodePorts@20?:bool loadBalancerClass? internalTrafficPolicy? trafficDistribution?`,
  ServiceStatus: 'loadBalancer:LoadBalancerStatus conditions:Condition[type]',
  EventSource: 'component host',
  EventSeries: 'count:int32 lastObservedTime:microtime',
  NamespaceSpec: 'finalizers:string[]',
  NamespaceStatus: 'phase conditions:NamespaceCondition[type]',
  TokenRequestSpec: 'audiences:string[] expirationSeconds@4?:int64 boundObjectRef@3:any',
  LeaseSpec: `
    holderIdentity? leaseDurationSeconds?:int32 acquireTime:microtime renewTime:microtime
    leaseTransitions?:int32 strategy? preferredHolder?`,
  StatefulSetSpec: `
    replicas?:int32 selector+:LabelSelector! template+:PodTemplateSpec
    volumeClaimTemplates:PersistentVolumeClaim[] serviceName+ podManagementPolicy
    updateStrategy:StatefulSetUpdateStrategy revisionHistoryLimit?:int32 minReadySeconds:int32
    persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy
    ordinals:StatefulSetOrdinals`,
  StatefulSetStatus: `
    observedGeneration:int64 replicas+:int32 readyReplicas:int32 currentReplicas:int32 updatedReplicas:int32
    currentRevision updateRevision collisionCount@9?:int32 conditions:StatefulSetCondition[type]
    availableReplicas+:int32`,
  PolicyRule: `
    verbs+:string[] apiGroups:string[] resources:string[] resourceNames:string[] nonResourceURLs:string[]`,
  Subject: 'kind+ apiGroup name+ namespace',
  RoleRef: 'apiGroup+ kind+ name+',
  ServicePort: 'name protocol appProtocol@6? port@3+:int32 targetPort:intstr nodePort:int32',
  SessionAffinityConfig: 'clientIP:ClientIPConfig',
  LoadBalancerStatus: 'ingress:LoadBalancerIngress[]',
  NamespaceCondition: 'type+ status+ lastTransitionTime@4:time reason message',
  StatefulSetUpdateStrategy: 'type rollingUpdate:RollingUpdateStatefulSetStrategy',
  StatefulSetPersistentVolumeClaimRetentionPolicy: 'whenDeleted whenScaled',
  StatefulSetOrdinals: 'start+:int32',
  StatefulSetCondition: 'type+ status+ lastTransitionTime:time reason message',
  ClientIPConfig: 'timeoutSeconds?:int32',
  LoadBalancerIngress: 'ip hostname ipMode? ports:PortStatus[]',
  RollingUpdateStatefulSetStrategy: 'partition?:int32 maxUnavailable:intstr',
  PortStatus: 'port+:int32 protocol+ error?',
}
