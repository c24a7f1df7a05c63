import { readableFacts } from '../lex/facts-builder.ts'
import { NameTable } from '../lex/name-table.ts'
import { Tokens } from '../lex/tokens.ts'
import type { FileFacts } from '../facts.ts'
import { outlineOf } from '../testing.ts'
import { extractC } from './c.ts'

export function read(text: string): FileFacts {
  return readableFacts(extractC({ source: Buffer.from(text), names: new NameTable(), tokens: new Tokens() }))
}

/** As `outlineOf`. */
export function outline(text: string): string[] {
  return outlineOf(read(text))
}
