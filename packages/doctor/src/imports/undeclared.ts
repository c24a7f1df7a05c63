import type { Evidence } from '@groundcrew/core/workspace'

/** Something that code imports and no manifest asks for. */
export interface Undeclared {
  readonly name: string
  readonly evidence: Evidence
  /** What would bring it in, for a reader: `package.json`, `requirements.txt`. */
  readonly manifest: string
  /**
   * - `there`: another package brings it, today
   * - `absent`: what is installed, or locked, does not have it
   * - `untold`: neither is known
   */
  readonly presence: 'there' | 'absent' | 'untold'
}

/** Code that no command of the repository has to load: it is named, and fails nothing. */
export function isAside(file: string): boolean {
  return /(?:^|\/)(?:docs?|documentation|website|site|scripts?|tools?|ci|contrib|misc|hack|e2e|cypress|notebooks?)\//.test(
    file,
  )
}
