/** Of an answer only the metadata is wanted: writing and reading the rest costs both sides processor time. */
export const METADATA_ONLY = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json'

export const LIST_METADATA_ONLY = METADATA_ONLY.replace('PartialObjectMetadata', 'PartialObjectMetadataList')
