import { Command } from 'commander'
import { NAMESPACE } from '../../conf/catalogue/application.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { RestClient } from '../../kubernetes/rest-client.ts'
import { RestCluster } from '../../kubernetes/rest-cluster.ts'
import { parseArguments } from '../../submission/arguments/parse-arguments.ts'
import { openSubmissionCluster } from '../connect/open-submission-cluster.ts'
import { EXIT } from '../exit-codes.ts'
import { operationConf } from '../operations/operation-conf.ts'
import { parseCommand } from '../parse-command.ts'
import { outputFormat, printObjects } from '../submit/print-objects.ts'
import type { Surroundings } from '../surroundings.ts'
import { CLIENT_DRIVER_LABEL, clientConf, clientService, type DriverHost } from './driver-service.ts'

interface Options {
  readonly pod: string
  readonly master?: string
  readonly namespace?: string
  readonly name?: string
  readonly conf: readonly string[]
  readonly propertiesFile?: string
  readonly format: string
  readonly dryRun?: true
  readonly output?: string
}

const FORMATS: Readonly<Record<string, (settings: readonly (readonly [string, string])[]) => string>> = {
  flags: (settings) => settings.map(([key, value]) => `--conf ${key}=${value}\n`).join(''),
  properties: (settings) => settings.map(([key, value]) => `${key}=${value}\n`).join(''),
}

const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value]

const commandLine = ({ stdout, stderr }: Surroundings): Command =>
  new Command('sparkdrop client-service')
    .description(
      'Makes the headless service that executors need to reach a driver in client mode: one that you run yourself, in a ' +
        'pod, with spark-submit, spark-shell, pyspark or a notebook. The settings for it go to standard output.',
    )
    .requiredOption('--pod <name>', 'the pod in which the driver runs; the service belongs to it and goes with it')
    .option('--master <url>', 'k8s://https://host:port of the API server')
    .option('--namespace <name>', "the pod's namespace (default: spark.kubernetes.namespace)")
    .option('--name <name>', "the service's name (default: <pod>-svc)")
    .option('-c, --conf <key=value>', 'a setting, such as spark.driver.port', collect, [])
    .option('--properties-file <file>', 'settings from a file')
    .option('--format <flags|properties>', 'how to write the settings', 'flags')
    .option('--dry-run', 'print the service and create nothing')
    .option('-o, --output <yaml|json>', 'how to print it')
    .addHelpText(
      'after',
      '\nThe pod has to be there, as the service gets its uid as owner; it is marked with a label. Example:\n' +
        '  spark-submit $(sparkdrop client-service --master k8s://https://host:6443 --pod notebook-0) ... app.py',
    )
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(`sparkdrop: ${text}`) })

/** The settings, by the same rules as a submission's. */
function settings(
  { master, namespace, conf, propertiesFile }: Options,
  surroundings: Surroundings,
): Promise<SparkConf> {
  const args = [
    ...(master === undefined ? [] : ['--master', master]),
    ...(propertiesFile === undefined ? [] : ['--properties-file', propertiesFile]),
    ...conf.flatMap((pair) => ['--conf', pair]),
    ...(namespace === undefined ? [] : ['--conf', `${NAMESPACE.key}=${namespace}`]),
  ]
  return operationConf(parseArguments(args), surroundings)
}

async function driverHost(client: RestClient, namespace: string, name: string): Promise<DriverHost> {
  const pod = await new RestCluster(client).getPod(namespace, name)
  if (pod?.metadata?.name && pod.metadata.namespace) return pod as DriverHost
  const message = `--pod: there is no pod ${name} in namespace ${namespace}: start it first, since the service belongs to it`
  throw new InvalidJobError('POD_MISSING', message, { details: { property: '--pod', value: name } })
}

/** The label first: a service that leads nowhere would be of no use. Applied again, both stay as they are. */
async function create(client: RestClient, pod: DriverHost, service: ReturnType<typeof clientService>): Promise<void> {
  const cluster = new RestCluster(client)
  const { name, namespace } = pod.metadata
  const labels = { [CLIENT_DRIVER_LABEL]: service.metadata?.name ?? '' }
  await cluster.apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels } })
  await cluster.apply(service)
}

async function makeService(options: Options, surroundings: Surroundings): Promise<number> {
  const { format: formatName, pod: podName, dryRun } = options
  const write = FORMATS[formatName]
  if (write === undefined) {
    const message = `--format: '${formatName}' is none of ${Object.keys(FORMATS).join(', ')}`
    throw new InvalidJobError('INVALID_FORMAT', message, { details: { property: '--format', value: formatName } })
  }
  const output = outputFormat(options.output)
  const conf = await settings(options, surroundings)
  const { client } = await openSubmissionCluster(conf, surroundings)
  const pod = await driverHost(client, read(conf, NAMESPACE), podName)
  const name = options.name ?? `${podName}-svc`
  const service = clientService(pod, name, conf)
  if (dryRun) {
    await printObjects(pod.metadata.namespace, [service], output, surroundings.stdout)
    return EXIT.done
  }
  await create(client, pod, service)
  surroundings.stdout.write(write(clientConf(pod, name, conf)))
  return EXIT.done
}

/**
 * `sparkdrop client-service`: the service for a driver in client mode, and the settings that go with it.
 * @throws InvalidJobError MASTER_MISSING, POD_MISSING, INVALID_FORMAT; KubernetesError, TransientError
 */
export async function runClientService(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const command = commandLine(surroundings)
  const ended = parseCommand(command, args)
  if (ended !== undefined) return ended
  return await makeService(command.opts<Options>(), surroundings)
}
