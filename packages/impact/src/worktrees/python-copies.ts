import { C, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { calleeAround } from './receivers.ts'

/** What `replace(config, timeout=1)`, `evolve(config, timeout=1)` or `config._replace(timeout=1)` makes a copy of, where the name of the argument is at a token. */
export function copiedWith(open: OpenFile, at: number): string | undefined {
  const { kind } = open.extraction.tokens
  const isNamed = kind[at + 1] === C.equals && [C.open, C.comma].includes(kind[at - 1] as never)
  const callee = isNamed && open.file.language === 'python' ? calleeAround(open, at) : undefined
  if (callee === undefined) return undefined
  const isMember = kind[callee - 1] === C.dot
  const name = `${isMember ? `${textAt(open, callee - 2)}.` : ''}${textAt(open, callee)}`
  if (name.endsWith('._replace')) return textAt(open, callee - 2)
  return COPYING.test(name) ? textAt(open, callee + 2) : undefined
}

const COPYING = /^(?:(?:dataclasses\.|copy\.)?replace|(?:attrs?\.)?evolve)$/
