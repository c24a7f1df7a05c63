import type { CodeMap } from '../code-map.ts'

/** The files in which names are told apart: those of an index, or of a commit, of which there is none. */
export type ReadFiles = Pick<
  CodeMap,
  'fileCount' | 'file' | 'pathOf' | 'findFile' | 'imports' | 'symbols' | 'symbolsNamed' | 'uses' | 'read'
>
