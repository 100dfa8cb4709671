/** `sparkdrop --help`. */
export const HELP = `Apache Spark on Kubernetes, submitted without a JVM.

Usage: sparkdrop <command>

On a cluster, or through a deployed stack
  submit           run an application: spark-submit's arguments, without its JVM

Through a deployed stack (--stack NAME, --api URL, SPARKDROP_STACK, SPARKDROP_API)
  list             list jobs
  status           say how a job is, or wait for its end
  logs             write the log of a job's driver
  events           list the steps of a job's way
  kill             end jobs
  suspend, resume  have jobs wait, and go on
  schedule         have jobs made by the clock
  dlq              look at messages that nobody could handle, and send them again
  doctor           look at the deployment from end to end, clusters included

Without a stack
  client-service   make the headless service that a driver of your own needs (client mode)
  executors        create executor pods without a driver, to look into templates, volumes and resources
  explain          say what became of a driver, from its pod's JSON or a recorded watch
  policy           say whether a policy lets a job run, and what it refuses

  --version        what this is
  --help           this; \`sparkdrop <command> --help\` says more

`

/** `sparkdrop submit --help`. */
export const SUBMIT_HELP = `Runs an application on Kubernetes, as \`spark-submit --deploy-mode cluster\` does.

Usage: sparkdrop submit [options] <jar | py | R file> [the application's own arguments]
       sparkdrop submit [--stack NAME | --api URL] [options] <jar | py | R file | job.yaml> [arguments]
       sparkdrop submit --kill [namespace:]<driver pod>     [--master k8s://...]
       sparkdrop submit --status [namespace:]<driver pod>   [--master k8s://...]

Where and how
  --master URL                k8s://https://host:port of the API server
  --deploy-mode MODE          cluster, which is the only one there is here (see client-service for the other)
  --name NAME                 the application's name, from which its objects get theirs
  --conf, -c KEY=VALUE        a setting of Spark; may be given many times
  --properties-file FILE      settings from a file, in place of spark-defaults.conf
  --load-spark-defaults       spark-defaults.conf as well, where --properties-file is given
  --proxy-user NAME           whom to impersonate
  --principal, --keytab       for Kerberos

The application
  --class CLASS               its main class, where the jar's manifest does not name it
  --jars LIST                 jars for the class paths of driver and executors
  --packages LIST             Maven coordinates; the driver resolves them
  --exclude-packages LIST     what not to resolve
  --repositories LIST         where else to look for packages
  --py-files LIST             .zip, .egg or .py files for the PYTHONPATH
  --files LIST                files for the executors' working directories
  --archives LIST             archives to unpack there; x.zip#name says under which name
  LIST is separated by commas. A path or file:// is a file of this machine (globs are allowed) and is uploaded to
  spark.kubernetes.file.upload.path (s3a://bucket/folder, or file:///shared/folder); local:// is in the image already;
  s3a://, https:// and their like are fetched by the driver.

Driver and executors
  --driver-memory MEM         such as 1000m or 2g (default 1g)
  --driver-cores N            (default 1)
  --driver-java-options TEXT  options for its JVM
  --driver-library-path TEXT  --driver-class-path TEXT
  --executor-memory MEM       (default 1g)
  --executor-cores N          (default 1)
  --num-executors N           (default 2; with dynamic allocation, how many there are at first)

Watching and ending
  The command stays until the application has ended, and reports how it is.
  --conf spark.kubernetes.submission.waitAppCompletion=false ends it as soon as the driver has been created.
  --follow                    write the driver's log to standard output until it has ended
  --kill ID                   end a driver; a * at the end of its name stands for all that begin so
  --status ID                 say how a driver is; likewise

Through a deployed stack, which makes the driver instead of this command
  --stack NAME                the stack, by its name; else SPARKDROP_STACK, where no master is named
  --api URL                   its HTTP API; else SPARKDROP_API
  Files of this machine go below the stack's upload path, or, where only the API is known, to where it lets them be put.
  --namespace NAME            the namespace that the job runs in
  --id KEY                    the same key with the same job again asks for the same job
  --wait                      stay until the job has ended
  --timeout SECONDS           stay for so long at most
  job.yaml describes a job instead of an application: fields of a job request, with what no flag says (retries,
  time limits, priority); options and arguments go before it. --dry-run prints the request, -o json the job.

Looking first
  --dry-run                   print the objects and create nothing
  --output, -o yaml|json      how to print them (default yaml)
  --verbose, -v               how the command line was understood
  --version, --help, -h

Taken, and of no meaning on Kubernetes: --queue, --supervise, --total-executor-cores, --remote.
Every other setting of Spark is given by --conf, such as --conf spark.kubernetes.namespace=team-a and
--conf spark.kubernetes.container.image=spark:4.1.4, without which there is no driver.

Credentials come from the kubeconfig (KUBECONFIG, spark.kubernetes.context) or from
spark.kubernetes.authenticate.submission.{oauthToken,oauthTokenFile,clientKeyFile,clientCertFile,caCertFile}.

Exit codes: 0 done; 1 refused, and nothing stays of what was begun; 75 something did not answer, and the same call may
work later; 130, 141 and 143 stopped by a signal; where the application was waited for and failed, the driver's own. Of
a job of a stack that has none: 65 rejected, 70 failed, 137 killed; 124 it goes on, and --timeout is over.
`
