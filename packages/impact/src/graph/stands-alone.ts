import { isScript } from '../change/token-words.ts'
import { isTestPath } from '../tests/test-files.ts'
import type { Graph } from './graph.ts'

/** A test of Python, Ruby or scripts that nothing loads: what it declares is there in its own run, and in no other. */
export function standsAlone(graph: Graph, file: number): boolean {
  if (graph.isGone(file) || file >= graph.map.fileCount || !isTestPath(graph.pathOf(file))) return false
  const { language } = graph.map.file(file)
  const isLoadedAlone = language === 'python' || language === 'ruby' || isScript(language)
  return isLoadedAlone && graph.importersOf(file).length === 0 && graph.loadersOf(file).length === 0
}
