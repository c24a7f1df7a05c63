/** `--format json` as the frame spells it, which prints every tool's document and its errors: `--json`. */
export function frameArguments(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--')
  const isFlag = (index: number): boolean => end === -1 || index < end
  return argv.flatMap((word, index) => {
    if (!isFlag(index)) return [word]
    if (word === '--format=json' || (word === '--format' && argv[index + 1] === 'json')) return ['--json']
    return word === 'json' && argv[index - 1] === '--format' ? [] : [word]
  })
}
