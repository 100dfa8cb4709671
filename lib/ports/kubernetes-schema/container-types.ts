/** Containers and what hangs on them. Written in the notation of `schema.ts`. */
export const containerTypes = {
  Container: `
    name+ image command:string[] args:string[] workingDir ports:ContainerPort[containerPort,protocol]
    envFrom@19:EnvFromSource[] env@7:EnvVar[name] resources:ResourceRequirements
    resizePolicy@23:ContainerResizePolicy[] restartPolicy? restartPolicyRules:ContainerRestartRule[]
    volumeMounts@9:VolumeMount[mountPath] volumeDevices@21:VolumeDevice[devicePath] livenessProbe@10:Probe
    readinessProbe:Probe startupProbe@22:Probe lifecycle@12:Lifecycle terminationMessagePath
    terminationMessagePolicy@20 imagePullPolicy@14 securityContext:SecurityContext stdin:bool stdinOnce:bool
    tty:bool`,
  ContainerPort: 'name hostPort:int32 containerPort+:int32 protocol hostIP',
  EnvFromSource: 'prefix configMapRef:ConfigMapEnvSource secretRef:SecretEnvSource',
  EnvVar: 'name+ value valueFrom:EnvVarSource',
  ResourceRequirements: 'limits:quantity<> requests:quantity<> claims:ResourceClaim[name]',
  ContainerResizePolicy: 'resourceName+ restartPolicy+',
  ContainerRestartRule: 'action exitCodes:ContainerRestartRuleOnExitCodes',
  VolumeMount: 'name+ readOnly:bool recursiveReadOnly@7? mountPath@3+ subPath mountPropagation? subPathExpr',
  VolumeDevice: 'name+ devicePath+',
  Probe: `
    exec@1.1:ExecAction httpGet:HTTPGetAction tcpSocket:TCPSocketAction grpc:GRPCAction
    initialDelaySeconds@2:int32 timeoutSeconds:int32 periodSeconds:int32 successThreshold:int32
    failureThreshold:int32 terminationGracePeriodSeconds?:int64`,
  Lifecycle: 'postStart:LifecycleHandler preStop:LifecycleHandler stopSignal?',
  SecurityContext: `
    capabilities:Capabilities privileged?:bool seLinuxOptions:SELinuxOptions
    windowsOptions@10:WindowsSecurityContextOptions runAsUser@4?:int64 runAsGroup@8?:int64 runAsNonRoot@5?:bool
    readOnlyRootFilesystem?:bool allowPrivilegeEscalation?:bool procMount@9? seccompProfile@11:SeccompProfile
    appArmorProfile:AppArmorProfile`,
  ConfigMapEnvSource: 'name@1.1 optional@2?:bool',
  SecretEnvSource: 'name@1.1 optional@2?:bool',
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
  ConfigMapKeySelector: 'name@1.1 key@2+ optional?:bool',
  SecretKeySelector: 'name@1.1 key@2+ optional?:bool',
  FileKeySelector: 'volumeName+ path+ key+ optional?:bool',
  HTTPHeader: 'name+ value+',
  SleepAction: 'seconds+:int64',
}
