export interface MoveRequest {
  readonly verb: 'move'
  readonly options: MoveRequestOptions
}

export interface MoveRequestOptions {
  /** A file or a directory, relative to the root once it is planned. */
  readonly source: string
  readonly target: string
  /** Names that the source declares: these move, and not the file. */
  readonly symbols?: readonly string[]
  /** Always empty: everything that refers to it is changed, wherever it is. */
  readonly paths: readonly string[]
}
