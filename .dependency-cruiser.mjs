/** The import rules of the design: domain code is pure, adapters are the only ones that talk to AWS and Kubernetes. */
const domain = '^lib/(errors|ports|conf|files|spark-pod|submission|scheduler|staging|jobs|policy)/'

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

export default {
  forbidden: [
    rule('no-circular', 'A cycle hides which of two modules knows the other.', {}, { circular: true }),
    rule(
      'domain-is-pure',
      'Domain code reaches the world through ports only.',
      { path: domain },
      { path: '^(lib/(aws|kubernetes|cli)|functions|images|local|infra|test)/' },
    ),
    rule(
      'domain-without-sdk',
      'Only the adapters call AWS and Kubernetes; the domain takes Kubernetes types by import type.',
      { path: domain },
      {
        path: '^node_modules/(@aws-sdk|@smithy|@kubernetes|@aws-lambda-powertools|@middy)',
        dependencyTypesNot: ['type-only'],
      },
    ),
    rule(
      'aws-sdk-only-in-adapters',
      'lib/aws is the only caller of the AWS SDK in the product.',
      { path: '^(lib|functions|images|events)/', pathNot: '^lib/(aws|kubernetes)/' },
      { path: '^node_modules/(@aws-sdk|@smithy)/' },
    ),
    rule(
      'kubernetes-client-only-in-adapters',
      'lib/kubernetes is the only caller of the Kubernetes client in the product.',
      { path: '^(lib|functions|images|events)/', pathNot: '^lib/kubernetes/' },
      { path: '^node_modules/@kubernetes/', dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'conf-knows-nobody',
      'lib/conf is the bottom.',
      { path: '^lib/conf/' },
      { path: '^lib/', pathNot: '^lib/(conf|errors|ports)/' },
    ),
    rule(
      'pods-know-only-conf',
      'lib/spark-pod is what driver and executor pods share, below both.',
      { path: '^lib/spark-pod/' },
      { path: '^lib/', pathNot: '^lib/(spark-pod|conf|errors|ports)/' },
    ),
    rule(
      'files-know-only-conf',
      'lib/files is what staging and submission share, below both.',
      { path: '^lib/files/' },
      { path: '^lib/', pathNot: '^lib/(files|conf|errors|ports)/' },
    ),
    rule(
      'middle-layers-do-not-know-jobs',
      'submission, scheduler and staging are used by jobs, not the other way.',
      { path: '^lib/(submission|scheduler|staging|policy)/' },
      { path: '^lib/jobs/' },
    ),
    rule(
      'siblings-apart',
      'submission, scheduler and staging do not know one another.',
      { path: '^lib/(submission|scheduler|staging)/' },
      { path: '^lib/(submission|scheduler|staging)/', pathNot: '^lib/$1/' },
    ),
    rule(
      'lib-knows-no-roots',
      'Composition roots use lib; lib uses none.',
      { path: '^lib/' },
      { path: '^(functions|images|local|infra)/' },
    ),
    rule(
      'events-know-only-zod',
      'Messages are described without the code that handles them.',
      { path: '^events/' },
      { path: '^(lib|functions|images|local|infra)/' },
    ),
    rule('tests-stay-tests', 'Product code does not import tests.', { pathNot: '^test/' }, { path: '^test/' }),
    rule('no-orphan-resolution', 'Every import resolves.', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
