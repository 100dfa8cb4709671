/** Pods, their scheduling and their status. Written in the notation of `schema.ts`. */
export const podTypes = {
  Pod: 'metadata:ObjectMeta spec:PodSpec status:PodStatus',
  PodTemplateSpec: 'metadata:ObjectMeta spec:PodSpec',
  Binding: 'metadata:ObjectMeta target+:ObjectReference!',
  Eviction: 'metadata:ObjectMeta deleteOptions:DeleteOptions',
  PodSpec: `
    volumes:Volume[name] initContainers@20:Container[name] containers@2+:Container[name]
    ephemeralContainers@34:any[] restartPolicy@3 terminationGracePeriodSeconds?:int64 activeDeadlineSeconds?:int64
    dnsPolicy nodeSelector:string<>! serviceAccountName serviceAccount automountServiceAccountToken@21?:bool
    nodeName@10 hostNetwork:bool hostPID:bool hostIPC:bool shareProcessNamespace@27?:bool
    securityContext@14:PodSecurityContext imagePullSecrets:LocalObjectReference[name] hostname subdomain
    affinity:Affinity schedulerName tolerations@22:Toleration[] hostAliases:HostAlias[ip] priorityClassName
    priority?:int32 dnsConfig:PodDNSConfig readinessGates@28:PodReadinessGate[] runtimeClassName?
    enableServiceLinks?:bool preemptionPolicy? overhead:quantity<>
    topologySpreadConstraints:TopologySpreadConstraint[topologyKey,whenUnsatisfiable] setHostnameAsFQDN@35?:bool
    os:PodOS hostUsers?:bool schedulingGates:PodSchedulingGate[name] resourceClaims:PodResourceClaim[name]
    resources:ResourceRequirements hostnameOverride?`,
  PodStatus: `
    observedGeneration@17:int64 phase@1 conditions:PodCondition[type] message reason nominatedNodeName@11
    hostIP@5 hostIPs@16:HostIP[ip] podIP@6 podIPs@12:PodIP[ip] startTime@7:time
    initContainerStatuses@10:ContainerStatus[] containerStatuses@8:ContainerStatus[] qosClass
    ephemeralContainerStatuses@13:ContainerStatus[] resize resourceClaimStatuses:PodResourceClaimStatus[name]
    extendedResourceClaimStatus@18:PodExtendedResourceClaimStatus`,
  PodSecurityContext: `
    seLinuxOptions:SELinuxOptions windowsOptions@8:WindowsSecurityContextOptions runAsUser@2?:int64
    runAsGroup@6?:int64 runAsNonRoot@3?:bool supplementalGroups:int64[] supplementalGroupsPolicy@12?
    fsGroup@5?:int64 sysctls@7:Sysctl[] fsGroupChangePolicy@9? seccompProfile:SeccompProfile
    appArmorProfile:AppArmorProfile seLinuxChangePolicy@13?`,
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
  PodResourceClaim: 'name+ resourceClaimName@3? resourceClaimTemplateName?',
  PodCondition: `
    type+ observedGeneration@7:int64 status@2+ lastProbeTime:time lastTransitionTime:time reason message`,
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
