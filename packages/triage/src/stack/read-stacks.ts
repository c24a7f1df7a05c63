import { readGo } from './go.ts'
import { readJava } from './java.ts'
import { readJavaScript } from './javascript.ts'
import { readPytest, readPython } from './python.ts'
import { readRuby } from './ruby.ts'
import { readRust } from './rust.ts'
import type { RawThrown, StackReader } from './types.ts'

/** In this order: what more than one could read belongs to the one that asks for more. */
const readers: readonly StackReader[] = [readPython, readPytest, readGo, readRust, readRuby, readJava, readJavaScript]

/** All stacks of a log, from top to bottom. A line belongs to one at most. */
export function readStacks(lines: readonly string[]): readonly RawThrown[] {
  const found: RawThrown[] = []
  for (let index = 0; index < lines.length; index += 1) {
    const thrown = readAt(lines, index)
    if (thrown === undefined) continue
    found.push(thrown)
    index = Math.max(index, thrown.span.to)
  }
  return found
}

function readAt(lines: readonly string[], index: number): RawThrown | undefined {
  for (const read of readers) {
    const thrown = read(lines, index)
    if (thrown !== undefined) return thrown
  }
  return undefined
}

/** Where a chain began: the deepest first cause, of an AggregateError too. */
export function rootOf<Thrown extends { readonly causes: readonly Thrown[] }>(thrown: Thrown): Thrown {
  let root = thrown
  for (let cause = root.causes[0]; cause !== undefined; cause = root.causes[0]) root = cause
  return root
}
