import { spawnSync } from 'node:child_process'
import { findPlace } from '@groundcrew/code-map/place'
import { buildTextIndex } from '@groundcrew/code-map/text-index'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { ripgrepLines } from '../ripgrep-lines.ts'
import { ripgrepPath } from '../ripgrep-program.ts'
import type { RipgrepCall } from '../ripgrep.ts'
import { searchFiles, searchHits } from '../search-narrowed.ts'
import { searchedTree } from '../searched-tree.ts'
import { queryOf, type FuzzQuery } from './patterns.ts'
import { Random } from './random.ts'
import { changeWorld, makeWorld } from './world.ts'

export interface FuzzPlan {
  readonly seed: number
  readonly files: number
  readonly patterns: number
  /** Changes of the tree between the patterns, all together. */
  readonly edits: number
}

export interface FuzzResult {
  readonly compared: number
  /** Searches in which the index ruled files out. */
  readonly narrowed: number
  readonly matches: number
  readonly differences: readonly string[]
}

/** Compares searches with the index, without it, and by ripgrep alone, line by line, in an odd tree that keeps changing. */
export async function compareWithRipgrep(io: Io, plan: FuzzPlan): Promise<FuzzResult> {
  const random = new Random(plan.seed)
  makeWorld(io.cwd, random, plan.files)
  const place = findPlace(io.cwd, io.env)
  const rebuild = (): Promise<unknown> =>
    buildTextIndex(place, { now: io.now, signal: io.signal, list: () => searchedTree(io, place) })
  await rebuild()
  const differences: string[] = []
  const done: string[] = []
  let narrowed = 0
  let matches = 0
  for (let count = 0; count < plan.patterns; count++) {
    const editsDue =
      Math.floor((plan.edits * (count + 1)) / plan.patterns) - Math.floor((plan.edits * count) / plan.patterns)
    for (let edit = 0; edit < editsDue; edit++) done.push(changeWorld(io.cwd, random))
    const query = queryOf(random)
    const expected = await ripgrepAlone(io, query)
    matches += expected.length
    for (const usesIndex of count % 5 === 0 ? [true, false] : [true]) {
      const found = await linesFound(io, { query, usesIndex })
      if (found.isNarrowed) narrowed++
      if (found.lines.join('\n') !== expected.join('\n'))
        differences.push(
          JSON.stringify({
            ...query,
            usesIndex,
            count,
            missing: without(expected, found.lines),
            added: without(found.lines, expected),
            after: done.slice(-3),
          }),
        )
    }
  }
  return { compared: plan.patterns, narrowed, matches, differences }
}

function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others)
  return lines.filter((line) => !known.has(line)).slice(0, 5)
}

async function ripgrepAlone({ cwd, env }: Io, { pattern, options, paths }: FuzzQuery): Promise<readonly string[]> {
  const args = ['--no-config', '--json', ...options, '-e', pattern, '--', ...paths]
  const { stdout, status } = spawnSync(await ripgrepPath(), args, {
    cwd,
    env,
    maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  if (status === 2 && stdout.length === 0) return ['refused']
  const lines = stdout
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('{"type":"match"'))
  return lines.map((line) => placeOf((JSON.parse(line) as { readonly data: RipgrepPlace }).data)).sort()
}

interface RipgrepPlace {
  readonly path: { readonly text?: string }
  readonly line_number: number
}

function placeOf({ path, line_number: line }: RipgrepPlace): string {
  return `${(path.text ?? '').replace(/^\.\//, '')}:${line}`
}

async function linesFound(
  io: Io,
  { query, usesIndex }: { readonly query: FuzzQuery; readonly usesIndex: boolean },
): Promise<{ readonly lines: readonly string[]; readonly isNarrowed: boolean }> {
  const { pattern, options, paths } = query
  const indexUse = usesIndex ? 'always' : 'never'
  const call: RipgrepCall = { cwd: io.cwd, options, patterns: [pattern], paths, signal: io.signal }
  try {
    const { hits, filesRuledOut } = await searchHits(io, { call, indexUse })
    const files = await searchFiles(io, { call, indexUse }, ripgrepLines)
    const lines = hits.filter((hit) => hit.isMatch).map((hit) => `${hit.path}:${hit.line}`)
    const counted =
      files?.files.reduce((sum, file) => sum + file.lines().toString('latin1').split('\n').length - 1, 0) ??
      lines.length
    return {
      lines:
        counted === lines.length && counted === (files?.matches ?? counted)
          ? lines.sort()
          : [`${counted} lines instead of ${lines.length}`],
      isNarrowed: filesRuledOut > 0,
    }
  } catch (error) {
    if (error instanceof ToolError && error.code === 'USAGE') return { lines: ['refused'], isNarrowed: false }
    throw error
  }
}
