import { SPARK_VERSION } from '../../spark-pod/spark-version.ts'
import { matchesAny } from '../glob.ts'
import type { Rule } from '../judged.ts'
import { refusedSetting } from '../violation.ts'

const REFERENCE = /^[a-z0-9][a-zA-Z0-9._:/-]*(@sha256:[0-9a-f]{64})?$/
const DIGEST = /@sha256:[0-9a-f]{64}$/

/** The name with the registry and the folder that Kubernetes adds where there is none. */
const inFull = (image: string): string => {
  const [first = '', ...rest] = image.split('/')
  if (rest.length === 0) return `docker.io/library/${image}`
  return /[.:]/.test(first) || first === 'localhost' ? image : `docker.io/${image}`
}

/** Images come from where the policy says, and by digest where it asks for that. */
export const imageRule: Rule = ({ settings, tenant }) =>
  settings
    .filter(({ key }) => key.endsWith('container.image') && key.startsWith('spark.kubernetes.'))
    .flatMap((setting) => {
      const image = setting.value.replaceAll('{{SPARK_VERSION}}', SPARK_VERSION)
      const refused = (why: string) => [refusedSetting('image', setting, why)]
      if (!REFERENCE.test(image)) return refused('it is no reference to an image: write registry/name:tag')
      if (!matchesAny(tenant.images, image) && !matchesAny(tenant.images, inFull(image)))
        return refused(
          tenant.images.length === 0
            ? "the policy lets jobs have the platform's image only: leave it out"
            : `the policy allows ${tenant.images.join(', ')}`,
        )
      if (tenant.imageDigests === 'required' && !DIGEST.test(image))
        return refused('the policy asks for images by digest: name@sha256:…')
      return []
    })
