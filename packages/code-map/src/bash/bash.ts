import type { Extraction } from '../lex/extraction.ts'
import { FactsBuilder } from '../lex/facts-builder.ts'
import { ShellReader } from './reader.ts'

/** Reads scripts of sh, bash, ksh and zsh: functions, variables at the top, aliases, and what is sourced. */
export function extractBash({ source, names, tokens }: Extraction): FactsBuilder {
  const builder = new FactsBuilder(source, tokens, names)
  new ShellReader(source, tokens, names, builder).readFile()
  return builder
}
