/** Nodes. Written in the notation of `schema.ts`. */
export const nodeTypes = {
  Node: 'metadata:ObjectMeta spec:NodeSpec status:NodeStatus',
  NodeSpec: `
    podCIDR podCIDRs@7:string{} providerID@3 unschedulable:bool taints:Taint[] configSource:NodeConfigSource
    externalID@2`,
  NodeStatus: `
    capacity:quantity<> allocatable:quantity<> phase conditions:NodeCondition[type] addresses:NodeAddress[type]
    daemonEndpoints:NodeDaemonEndpoints nodeInfo:NodeSystemInfo images:ContainerImage[] volumesInUse:string[]
    volumesAttached:AttachedVolume[] config:NodeConfigStatus runtimeHandlers:NodeRuntimeHandler[]
    features:NodeFeatures`,
  Taint: 'key+ value effect+ timeAdded:time',
  NodeConfigSource: 'configMap@2:ConfigMapNodeConfigSource',
  NodeCondition: 'type+ status+ lastHeartbeatTime:time lastTransitionTime:time reason message',
  NodeAddress: 'type+ address+',
  NodeDaemonEndpoints: 'kubeletEndpoint:DaemonEndpoint',
  NodeSystemInfo: `
    machineID+ systemUUID+ bootID+ kernelVersion+ osImage+ containerRuntimeVersion+ kubeletVersion+
    kubeProxyVersion+ operatingSystem+ architecture+ swap:NodeSwapStatus`,
  ContainerImage: 'names+:string[] sizeBytes:int64',
  AttachedVolume: 'name+ devicePath+',
  NodeConfigStatus: 'assigned:NodeConfigSource active:NodeConfigSource lastKnownGood:NodeConfigSource error',
  NodeRuntimeHandler: 'name+ features:NodeRuntimeHandlerFeatures',
  NodeFeatures: 'supplementalGroupsPolicy?:bool',
  ConfigMapNodeConfigSource: 'namespace+ name+ uid resourceVersion kubeletConfigKey+',
  DaemonEndpoint: 'Port+:int32',
  NodeSwapStatus: 'capacity?:int64',
  NodeRuntimeHandlerFeatures: 'recursiveReadOnlyMounts?:bool userNamespaces?:bool',
}
