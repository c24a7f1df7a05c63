/** Flags of a runner that flake sets itself, or that would hide a failure. */
export interface DroppedFlags {
  /** Flags alone, or with `=VALUE`. */
  readonly plain: readonly string[]
  /** Flags whose value may also be the next word. */
  readonly valued: readonly string[]
}

export function dropFlags(args: readonly string[], { plain, valued }: DroppedFlags): readonly string[] {
  const kept: string[] = []
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? ''
    const [name = ''] = word.split('=')
    if (valued.includes(name)) index += word.includes('=') ? 0 : 1
    else if (!plain.includes(name)) kept.push(word)
  }
  return kept
}

/** The words that are no flags and no values of flags. */
export function positionals(args: readonly string[], valued: readonly string[]): readonly string[] {
  return args.filter((word, index) => !word.startsWith('-') && !valued.includes(args[index - 1] ?? ''))
}

/** The files of the tests of a plan, each once, in its order. */
export function filesOf(tests: readonly string[], separator: string): readonly string[] {
  return [...new Set(tests.map((test) => test.split(separator)[0] ?? ''))]
}
