/** Where the driver's dependencies come from. */
export interface ObjectFetcher {
  /** Brings one object into `file`, whole or not at all, and gives its size. @throws SparkdropError */
  fetch(object: { readonly bucket: string; readonly key: string }, file: string): Promise<number>
}
