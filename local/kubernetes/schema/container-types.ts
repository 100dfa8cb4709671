/** Containers and what hangs on them. Written in the notation of `schema.ts`. */
export const containerTypes = {
  Container: `
    name+ image command:string[] args:string[] workingDir ports:ContainerPort[containerPort,protocol]
    envFrom:EnvFromSource[] env:EnvVar[name] resources:ResourceRequirements resizePolicy:ContainerResizePolicy[]
    restartPolicy? restartPolicyRules:ContainerRestartRule[] volumeMounts:VolumeMount[mountPath]
    volumeDevices:VolumeDevice[devicePath] livenessProbe:Probe readinessProbe:Probe startupProbe:Probe
    lifecycle:Lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy
    securityContext:SecurityContext stdin:bool stdinOnce:bool tty:bool`,
  ContainerPort: 'name hostPort:int32 containerPort+:int32 protocol hostIP',
  EnvFromSource: 'prefix configMapRef:ConfigMapEnvSource secretRef:SecretEnvSource',
  EnvVar: 'name+ value valueFrom:EnvVarSource',
  ResourceRequirements: 'limits:quantity<> requests:quantity<> claims:ResourceClaim[name]',
  ContainerResizePolicy: 'resourceName+ restartPolicy+',
  ContainerRestartRule: 'action exitCodes:ContainerRestartRuleOnExitCodes',
  VolumeMount: 'name+ readOnly:bool recursiveReadOnly? mountPath+ subPath mountPropagation? subPathExpr',
  VolumeDevice: 'name+ devicePath+',
  Probe: `
    exec:ExecAction httpGet:HTTPGetAction tcpSocket:TCPSocketAction grpc:GRPCAction initialDelaySeconds:int32
    timeoutSeconds:int32 periodSeconds:int32 successThreshold:int32 failureThreshold:int32
    terminationGracePeriodSeconds?:int64`,
  Lifecycle: 'postStart:LifecycleHandler preStop:LifecycleHandler stopSignal?',
  SecurityContext: `
    capabilities:Capabilities privileged?:bool seLinuxOptions:SELinuxOptions
    windowsOptions:WindowsSecurityContextOptions runAsUser?:int64 runAsGroup?:int64 runAsNonRoot?:bool
    readOnlyRootFilesystem?:bool allowPrivilegeEscalation?:bool procMount? seccompProfile:SeccompProfile
    appArmorProfile:AppArmorProfile`,
  ConfigMapEnvSource: 'name optional?:bool',
  SecretEnvSource: 'name optional?:bool',
  EnvVarSource: `
    fieldRef:ObjectFieldSelector! resourceFieldRef:ResourceFieldSelector! configMapKeyRef:ConfigMapKeySelector!
    secretKeyRef:SecretKeySelector! fileKeyRef:FileKeySelector!`,
  ResourceClaim: 'name+ request',
  ContainerRestartRuleOnExitCodes: 'operator values:int32{}',
  ExecAction: 'command:string[]',
  HTTPGetAction: 'path port+:intstr host scheme httpHeaders:HTTPHeader[]',
  TCPSocketAction: 'port+:intstr host',
  GRPCAction: 'port+:int32 service+?',
  LifecycleHandler: 'exec:ExecAction httpGet:HTTPGetAction tcpSocket:TCPSocketAction sleep:SleepAction',
  Capabilities: 'add:string[] drop:string[]',
  SELinuxOptions: 'user role type level',
  WindowsSecurityContextOptions: 'gmsaCredentialSpecName? gmsaCredentialSpec? runAsUserName? hostProcess?:bool',
  SeccompProfile: 'type+ localhostProfile?',
  AppArmorProfile: 'type+ localhostProfile?',
  ConfigMapKeySelector: 'name key+ optional?:bool',
  SecretKeySelector: 'name key+ optional?:bool',
  FileKeySelector: 'volumeName+ path+ key+ optional?:bool',
  HTTPHeader: 'name+ value+',
  SleepAction: 'seconds+:int64',
}
