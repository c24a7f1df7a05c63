import type { CodeSymbol } from '../code-map.ts'

/** `func (s *Store[T]) Open()`: Store. */
export function goReceiver(
  source: Buffer,
  { start, nameStart }: Pick<CodeSymbol, 'start' | 'nameStart'>,
): string | undefined {
  return /^func\s*\(\s*(?:\w+\s+)?\*?\s*(\w+)/.exec(source.toString('latin1', start, nameStart))?.[1]
}
