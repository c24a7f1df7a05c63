/** A dependency as a manifest asks for it. */
export interface LockQuestion {
  readonly name: string
  /** As written in the manifest. */
  readonly range: string
  /** What a `catalog:` range stands for. */
  readonly resolvedRange: string | undefined
  /** Directory of the manifest, relative to that of the lockfile: `.` for the same. */
  readonly directory: string
}

export type LockAnswer =
  | { readonly kind: 'locked'; readonly version: string }
  /** The lockfile was made before the manifest asked for this: a frozen install refuses. */
  | { readonly kind: 'outdated'; readonly was: string | undefined }
  /** The lockfile holds it in a form without a version: a folder, a URL. */
  | { readonly kind: 'untold' }

/** A package that is not installed as it is locked. */
export interface Difference {
  readonly name: string
  readonly locked: string
  /** `undefined`: not installed. */
  readonly installed: string | undefined
}

/** What a lockfile says, whoever wrote it. */
export interface Lockfile {
  answer(question: LockQuestion): LockAnswer
  /** What is installed otherwise than locked, indirect dependencies included, as far as the manager left a record. */
  readonly differences: readonly Difference[]
}
