/**
 * A container image as folders of this machine.
 *
 * There is no file system of its own: `root` says which host folder or file stands at a path of the image, and the
 * runner rewrites those paths wherever it hands them to a process.
 */
export interface ImageFolder {
  /** Path in the image → path on this machine. */
  readonly root: Readonly<Record<string, string>>
  /** What runs where the container has no `command`; its paths are paths in the image. */
  readonly entrypoint: readonly string[]
  /** Environment of the image; `$(POD_IP)` is the pod's address, `/etc/hosts` the pod's own hosts file. */
  readonly env: Readonly<Record<string, string>>
  /** Path in the image; every container gets an empty folder of its own there. */
  readonly workingDir: string
}

const REFERENCE =
  /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?::\d+)?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/

/** Whether a reference could name an image at all (a repository in lower case, then an optional tag or digest). */
export const isImageReference = (image: string): boolean => REFERENCE.test(image)

/** The full name, as a container runtime resolves it: `spark:4` is `docker.io/library/spark:4`. */
export const canonicalImage = (image: string): string => {
  const [first = '', ...rest] = image.split('/')
  const hasRegistry = rest.length > 0 && /[.:]|^localhost$/.test(first)
  const name = hasRegistry ? image : rest.length > 0 ? `docker.io/${image}` : `docker.io/library/${image}`
  return /[:@][^/]*$/.test(name) ? name : `${name}:latest`
}

/** The image of this name, however it is written (with or without the default registry and tag). */
export const findImage = (images: Readonly<Record<string, ImageFolder>>, image: string): ImageFolder | undefined =>
  images[image] ?? Object.entries(images).find(([name]) => canonicalImage(name) === canonicalImage(image))?.[1]
