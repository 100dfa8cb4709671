/** A file that Spark reads where it runs, and its name there. */
export interface NamedFile {
  readonly name: string
  readonly bytes: Uint8Array
}
