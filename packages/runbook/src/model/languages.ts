/** A program with what stands before the script among its arguments. */
export interface Interpreter {
  readonly program: string
  readonly args: readonly string[]
}

const SHELL: readonly Interpreter[] = [
  { program: 'bash', args: ['-e', '-o', 'pipefail', '-c'] },
  { program: 'sh', args: ['-e', '-c'] },
]
const NODE: readonly Interpreter[] = [{ program: 'node', args: ['-e'] }]
const PYTHON: readonly Interpreter[] = [
  { program: 'python3', args: ['-c'] },
  { program: 'python', args: ['-c'] },
]

/**
 * By the language of a block, the best first; blocks of other languages are for reading. A shell stops at the first command that fails, as with Runme.
 */
const INTERPRETERS: Readonly<Record<string, readonly Interpreter[]>> = {
  sh: SHELL,
  bash: SHELL,
  shell: SHELL,
  zsh: [{ program: 'zsh', args: ['-e', '-o', 'pipefail', '-c'] }],
  ksh: [{ program: 'ksh', args: ['-e', '-c'] }],
  js: NODE,
  javascript: NODE,
  node: NODE,
  py: PYTHON,
  python: PYTHON,
  python3: PYTHON,
  ruby: [{ program: 'ruby', args: ['-e'] }],
  perl: [{ program: 'perl', args: ['-e'] }],
}

export function interpretersOf(language: string): readonly Interpreter[] | undefined {
  return Object.hasOwn(INTERPRETERS, language) ? INTERPRETERS[language] : undefined
}

// oxlint-disable no-control-regex -- finding control characters is the purpose

/**
 * Characters that a reader does not see, or sees elsewhere than they stand: a script that holds one may be another than it looks (CVE-2021-42574).
 */
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}|[\u{e0000}-\u{e007f}]/u

/** The first such character as `U+202E`. */
export function hiddenCharacterIn(script: string): string | undefined {
  const code = HIDDEN.exec(script)?.[0].codePointAt(0)
  return code === undefined ? undefined : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}
