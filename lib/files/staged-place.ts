/**
 * Where a file is staged: in a folder of its own below the upload path, so that files of one name stay apart. An upload
 * path that ends in a slash makes two, as it does in Spark. Follows KubernetesUtils.uploadFileUri.
 * @param id what tells the folders apart, a UUID
 */
export const stagedPlace = (uploadPath: string, id: string, file: string): string =>
  `${uploadPath}/spark-upload-${id}/${file}`

/** A folder for each namespace, so that a driver need not be able to read what another tenant staged. */
export const namespaceUploadPath = (namespace: string, uploadPath: string): string =>
  `${uploadPath.replace(/\/+$/, '')}/${namespace}`
