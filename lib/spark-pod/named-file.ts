/** A file that Spark reads where it runs, and its name there. */
export interface NamedFile {
  readonly name: string
  readonly bytes: Uint8Array
  /** How many there are, where that is known without reading them. */
  readonly size?: number
}
