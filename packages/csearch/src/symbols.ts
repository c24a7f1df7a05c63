import type { CodeMap } from '@groundcrew/code-map'

/** A line of an answer about symbols, imports or paths. */
export interface Place {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly text: string
}

export interface Places {
  readonly total: number
  readonly shown: readonly Place[]
  readonly similarNames: readonly string[]
  /** What the counts mean, where they need saying. */
  readonly remark: string | undefined
}

export type SymbolQuestion = 'def' | 'ref' | 'call' | 'import' | 'importers' | 'path' | 'symbol'

export interface SymbolQuery {
  readonly question: SymbolQuestion
  readonly text: string
  readonly languages: readonly string[]
  readonly pathPrefix: string | undefined
  readonly limit: number
}

/** Asks the index: declarations, uses, calls, imports of a module, importers of a file, paths. */
export async function askSymbols(map: CodeMap, query: SymbolQuery): Promise<Places> {
  switch (query.question) {
    case 'def':
    case 'symbol':
      return declared(map, query)
    case 'ref':
    case 'call':
      return used(map, query)
    case 'import':
    case 'importers':
      return imported(map, query)
    case 'path':
      return named(map, query)
  }
}

async function declared(map: CodeMap, { question, text, languages, pathPrefix, limit }: SymbolQuery): Promise<Places> {
  const { definitions, findSymbols } = await import('@groundcrew/code-map')
  const { total, shown, similar } = (question === 'def' ? definitions : findSymbols)(map, text, {
    languages,
    pathPrefix,
    limit,
  })
  return {
    total,
    shown: shown.map(({ path, line, column, signature, kind }) => ({
      path,
      line,
      column,
      text: `${kind} ${signature}`,
    })),
    similarNames: similar,
    remark: undefined,
  }
}

async function used(map: CodeMap, { question, text, languages, pathPrefix, limit }: SymbolQuery): Promise<Places> {
  const { references } = await import('@groundcrew/code-map')
  const roles = question === 'call' ? (['call'] as const) : (['call', 'use', 'import'] as const)
  const report = references(map, text, { languages, pathPrefix, limit, roles })
  return {
    total: report.shown.length + report.leftOut,
    shown: report.shown.map(({ path, line, column, text: source, label, within }) => ({
      path,
      line,
      column,
      text: `${label === 'resolved' ? '' : '(same-name) '}${within === undefined ? '' : `[${within}] `}${source}`,
    })),
    similarNames: report.similar,
    remark:
      question === 'ref' || report.shown.length === 0
        ? `${report.resolved} resolved, ${report.sameName} same-name`
        : undefined,
  }
}

/** `import`: by specifier. `importers`: by the file that an import stands for. */
async function imported(map: CodeMap, { question, text, languages, pathPrefix, limit }: SymbolQuery): Promise<Places> {
  const { Resolver } = await import('@groundcrew/code-map')
  const resolver = new Resolver(map)
  const found: Place[] = []
  for (const file of map.files()) {
    if (
      (languages.length > 0 && !languages.includes(file.language)) ||
      (pathPrefix !== undefined && !file.path.startsWith(pathPrefix))
    )
      continue
    for (const fact of map.imports(file.number)) {
      const targets = question === 'importers' ? resolver.resolve(file, fact) : undefined
      const isMatch =
        targets === undefined
          ? fact.specifier.includes(text)
          : targets.kind === 'files' && targets.paths.some((path) => path === text || path.startsWith(`${text}/`))
      if (isMatch) found.push({ path: file.path, line: fact.line, column: 1, text: `${fact.kind} ${fact.specifier}` })
    }
  }
  return { total: found.length, shown: found.slice(0, limit), similarNames: [], remark: undefined }
}

async function named(map: CodeMap, { text, languages, pathPrefix, limit }: SymbolQuery): Promise<Places> {
  const wanted = text.toLowerCase()
  const found = [...map.files()].filter(
    (file) =>
      file.path.toLowerCase().includes(wanted) &&
      (languages.length === 0 || languages.includes(file.language)) &&
      (pathPrefix === undefined || file.path.startsWith(pathPrefix)),
  )
  const base = (path: string): number =>
    path
      .toLowerCase()
      .slice(path.lastIndexOf('/') + 1)
      .includes(wanted)
      ? 0
      : 1
  found.sort(
    (left, right) =>
      base(left.path) - base(right.path) || left.path.length - right.path.length || left.number - right.number,
  )
  const shown = found
    .slice(0, limit)
    .map((file) => ({ path: file.path, line: 1, column: 1, text: `${file.language}, ${file.lines} lines` }))
  return { total: found.length, shown, similarNames: [], remark: undefined }
}
