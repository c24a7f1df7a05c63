import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Cause } from '@groundcrew/core/failures'

/** A diagnostic without its line number: where the code around it moves, it is the same one. */
export interface Finding {
  readonly file: string
  /** The tool and its rule: `eslint/no-unused-vars`. */
  readonly rule: string
  readonly message: string
  /** The line of code, without its indentation; empty of one that is about the whole file. */
  readonly code: string
}

export type FindingReader = (cause: Cause) => Finding

/** Reads each file once. */
export function findingReader(root: string): FindingReader {
  const files = new Map<string, readonly string[]>()
  const linesOf = (file: string): readonly string[] => {
    const known = files.get(file) ?? readLines(path.resolve(root, file))
    files.set(file, known)
    return known
  }
  return ({ tool, code, kind, message, location }) => {
    const { file = '', line } = location ?? {}
    return {
      file,
      rule: `${tool}/${code ?? kind}`,
      message,
      code: line === undefined ? '' : (linesOf(file)[line - 1] ?? '').trim(),
    }
  }
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}
