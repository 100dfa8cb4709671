/** Pods, their scheduling and their status. Written in the notation of `schema.ts`. */
export const podTypes = {
  Pod: 'metadata:ObjectMeta spec:PodSpec status:PodStatus',
  PodTemplateSpec: 'metadata:ObjectMeta spec:PodSpec',
  Binding: 'metadata:ObjectMeta target+:ObjectReference!',
  Eviction: 'metadata:ObjectMeta deleteOptions:DeleteOptions',
  PodSpec: `
    volumes:Volume[name] initContainers:Container[name] containers+:Container[name] ephemeralContainers:any
    restartPolicy terminationGracePeriodSeconds?:int64 activeDeadlineSeconds?:int64 dnsPolicy
    nodeSelector:string<>! serviceAccountName serviceAccount automountServiceAccountToken?:bool nodeName
    hostNetwork:bool hostPID:bool hostIPC:bool shareProcessNamespace?:bool securityContext:PodSecurityContext
    imagePullSecrets:LocalObjectReference[name] hostname subdomain affinity:Affinity schedulerName
    tolerations:Toleration[] hostAliases:HostAlias[ip] priorityClassName priority?:int32 dnsConfig:PodDNSConfig
    readinessGates:PodReadinessGate[] runtimeClassName? enableServiceLinks?:bool preemptionPolicy?
    overhead:quantity<> topologySpreadConstraints:TopologySpreadConstraint[topologyKey,whenUnsatisfiable]
    setHostnameAsFQDN?:bool os:PodOS hostUsers?:bool schedulingGates:PodSchedulingGate[name]
    resourceClaims:PodResourceClaim[name] resources:ResourceRequirements hostnameOverride?`,
  PodStatus: `
    observedGeneration:int64 phase conditions:PodCondition[type] message reason nominatedNodeName hostIP
    hostIPs:HostIP[ip] podIP podIPs:PodIP[ip] startTime:time initContainerStatuses:ContainerStatus[]
    containerStatuses:ContainerStatus[] qosClass ephemeralContainerStatuses:ContainerStatus[] resize
    resourceClaimStatuses:PodResourceClaimStatus[name]
    extendedResourceClaimStatus:PodExtendedResourceClaimStatus`,
  PodSecurityContext: `
    seLinuxOptions:SELinuxOptions windowsOptions:WindowsSecurityContextOptions runAsUser?:int64
    runAsGroup?:int64 runAsNonRoot?:bool supplementalGroups:int64[] supplementalGroupsPolicy? fsGroup?:int64
    sysctls:Sysctl[] fsGroupChangePolicy? seccompProfile:SeccompProfile appArmorProfile:AppArmorProfile
    seLinuxChangePolicy?`,
  Affinity: 'nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity',
  Toleration: 'key operator value effect tolerationSeconds?:int64',
  HostAlias: 'ip+ hostnames:string[]',
  PodDNSConfig: 'nameservers:string[] searches:string[] options:PodDNSConfigOption[]',
  PodReadinessGate: 'conditionType+',
  TopologySpreadConstraint: `
    maxSkew+:int32 topologyKey+ whenUnsatisfiable+ labelSelector:LabelSelector! minDomains?:int32
    nodeAffinityPolicy? nodeTaintsPolicy? matchLabelKeys:string[]`,
  PodOS: 'name+',
  PodSchedulingGate: 'name+',
  PodResourceClaim: 'name+ resourceClaimName? resourceClaimTemplateName?',
  PodCondition: 'type+ observedGeneration:int64 status+ lastProbeTime:time lastTransitionTime:time reason message',
  HostIP: 'ip+',
  PodIP: 'ip+',
  ContainerStatus: `
    name+ state:ContainerState lastState:ContainerState ready+:bool restartCount+:int32 image+ imageID+
    containerID started?:bool allocatedResources:quantity<> resources:ResourceRequirements
    volumeMounts:VolumeMountStatus[mountPath] user:ContainerUser allocatedResourcesStatus:ResourceStatus[name]
    stopSignal?`,
  PodResourceClaimStatus: 'name+ resourceClaimName?',
  PodExtendedResourceClaimStatus: 'requestMappings+:ContainerExtendedResourceRequest[] resourceClaimName+',
  Sysctl: 'name+ value+',
  NodeAffinity: `
    requiredDuringSchedulingIgnoredDuringExecution:NodeSelector!
    preferredDuringSchedulingIgnoredDuringExecution:PreferredSchedulingTerm[]`,
  PodAffinity: `
    requiredDuringSchedulingIgnoredDuringExecution:PodAffinityTerm[]
    preferredDuringSchedulingIgnoredDuringExecution:WeightedPodAffinityTerm[]`,
  PodAntiAffinity: `
    requiredDuringSchedulingIgnoredDuringExecution:PodAffinityTerm[]
    preferredDuringSchedulingIgnoredDuringExecution:WeightedPodAffinityTerm[]`,
  PodDNSConfigOption: 'name value?',
  ContainerState: 'waiting:ContainerStateWaiting running:ContainerStateRunning terminated:ContainerStateTerminated',
  VolumeMountStatus: 'name+ mountPath+ readOnly:bool recursiveReadOnly?',
  ContainerUser: 'linux:LinuxContainerUser',
  ResourceStatus: 'name+ resources:ResourceHealth[resourceID]',
  ContainerExtendedResourceRequest: 'containerName+ resourceName+ requestName+',
  NodeSelector: 'nodeSelectorTerms+:NodeSelectorTerm[]',
  PreferredSchedulingTerm: 'weight+:int32 preference+:NodeSelectorTerm!',
  PodAffinityTerm: `
    labelSelector:LabelSelector! namespaces:string[] topologyKey+ namespaceSelector:LabelSelector!
    matchLabelKeys:string[] mismatchLabelKeys:string[]`,
  WeightedPodAffinityTerm: 'weight+:int32 podAffinityTerm+:PodAffinityTerm',
  ContainerStateWaiting: 'reason message',
  ContainerStateRunning: 'startedAt:time',
  ContainerStateTerminated: `
    exitCode+:int32 signal:int32 reason message startedAt:time finishedAt:time containerID`,
  LinuxContainerUser: 'uid+:int64 gid+:int64 supplementalGroups:int64[]',
  ResourceHealth: 'resourceID+ health',
  NodeSelectorTerm: 'matchExpressions:NodeSelectorRequirement[] matchFields:NodeSelectorRequirement[]',
  NodeSelectorRequirement: 'key+ operator+ values:string[]',
}
