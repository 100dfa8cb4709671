/**
 * Where a file is staged: in a folder of its own below the upload path, so that files of one name stay apart. Follows
 * KubernetesUtils.uploadFileUri.
 * @param id what tells the folders apart, a UUID
 */
export const stagedPlace = (uploadPath: string, id: string, file: string): string =>
  `${uploadPath.replace(/\/+$/, '')}/spark-upload-${id}/${file}`
