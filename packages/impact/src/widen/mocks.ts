import { posix } from 'node:path'
import type { Graph } from '../graph/graph.ts'
import type { Link } from '../graph/links.ts'
import { append } from '../graph/append.ts'
import { directoryOf, isBelow } from '../paths.ts'
import { CALLED_FACT, TEST_CONFIG } from './setup-files.ts'
import type { ImplicitLink } from './widening.ts'

const MOCK = /^(.*\/)?__mocks__\/(.+?)(?:\/index)?\.[cm]?[jt]sx?$/
const EXTENSIONS = ['.ts', '.js', '.tsx', '.jsx', '.mjs', '.cjs', '.mts', '.cts', '/index.ts', '/index.js', '']

/**
 * Adds what stands in `__mocks__` for a module: beside the module for those that mock it by a call without a factory, or for all where the configuration says
 * `automock`; else for what imports the package of that name.
 */
export function addMocks(graph: Graph): readonly ImplicitLink[] {
  const { map } = graph
  const added: ImplicitLink[] = []
  const ofPackages = new Map<string, number[]>()
  let isAutomatic: ReturnType<typeof readAutomock> | undefined
  const add = (mock: number, links: readonly Link[]): void => {
    for (const link of links) graph.addLink(mock, link)
    if (links.length > 0) added.push({ rule: 'mock', to: mock, text: 'reached, and loaded in place of what it mocks' })
  }
  for (let number = 0; number < map.fileCount; number++) {
    const [, directory = '', name] = MOCK.exec(map.pathOf(number)) ?? []
    if (name === undefined) continue
    const beside = EXTENSIONS.map((one) => map.findFile(posix.join(directory, name) + one)).find(
      (file) => file !== undefined,
    )
    if (beside === undefined) append(ofPackages, name, number)
    else {
      isAutomatic ??= readAutomock(graph)
      add(number, standIns(graph.links.importersOf(beside), isAutomatic))
    }
  }
  if (ofPackages.size === 0) return added
  const byPackage = new Map<string, Link[]>()
  for (const { from, fact } of graph.links.outside)
    if (ofPackages.has(fact.specifier)) append(byPackage, fact.specifier, { from, fact, isLoaded: true })
  for (const [name, mocks] of ofPackages)
    for (const mock of mocks)
      add(
        mock,
        standIns(byPackage.get(name) ?? [], () => true),
      )
  return added
}

/** A call that mocks binds nothing: who makes it may run any of the mock. */
function standIns(links: readonly Link[], isAutomatic: (file: number) => boolean): readonly Link[] {
  return links.flatMap(({ from, fact }): readonly Link[] => {
    if (fact.kind === 'dynamic' && fact.names.length === 0)
      return [{ from, fact: { ...CALLED_FACT, line: fact.line }, isLoaded: true }]
    return !fact.isTypeOnly && isAutomatic(from) ? [{ from, fact, isLoaded: true }] : []
  })
}

/** Whether jest mocks all modules for a file unless it is told not to. */
function readAutomock({ map }: Graph): (file: number) => boolean {
  const directories: string[] = []
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    if (TEST_CONFIG.test(path) && /\bautomock["']?\s*:\s*true\b/.test(map.read(number)?.source.toString() ?? ''))
      directories.push(directoryOf(path))
  }
  return (file) => directories.some((directory) => isBelow(map.pathOf(file), directory))
}
