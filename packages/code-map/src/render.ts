import { count, escapeLine, formatBytes, formatNumber, shellWord, truncateLine } from '@groundcrew/core/text'
import type { Callees } from './queries/callees.ts'
import type { Definitions } from './queries/definitions.ts'
import type { Cycles, Importers, Imports } from './queries/imports.ts'
import type { Outline } from './queries/outline.ts'
import type { Overview } from './queries/overview.ts'
import type { References } from './queries/references.ts'
import type { Stats } from './queries/stats.ts'
import { renderMapEntry, TERMS_SHOWN_MAX, type TaskMap } from './queries/task-map.ts'
import type { Unused } from './queries/unused.ts'

const SIGNATURE_LENGTH_MAX = 140

function next(command: string): string {
  return `next: ${command}`
}

function leftOut(left: number, unit: string): readonly string[] {
  return left > 0 ? [`… ${count(left, unit)} more; --limit shows them`] : []
}

function similarLine(similar: readonly string[]): readonly string[] {
  return similar.length > 0 ? [`similar names: ${similar.join(', ')}`] : []
}

export function renderDefinitions({ query, total, shown, similar, usedIn, filesIndexed }: Definitions): string {
  if (total === 0) {
    return lines(
      `0 definitions of ${query} in ${count(filesIndexed, 'file')}${usedIn === 0 ? '' : `; ${count(usedIn, 'file')} use the name`}`,
      ...similarLine(similar),
      next(afterNoDefinition({ query, similar, usedIn })),
    )
  }
  const rows = shown.map(
    ({ path, line, column, kind, qualifiedName, signature }) =>
      `${path}:${line}:${column}: ${kind} ${qualifiedName}  ${truncateLine(signature, SIGNATURE_LENGTH_MAX)}`,
  )
  return lines(
    `${count(total, 'definition')} of ${query}`,
    ...rows,
    ...leftOut(total - shown.length, 'definition'),
    next(`code-map refs ${shellWord(query)}`),
  )
}

function afterNoDefinition({ query, similar, usedIn }: Pick<Definitions, 'query' | 'similar' | 'usedIn'>): string {
  if (usedIn > 0) return `code-map refs ${shellWord(lastName(query))}`
  return similar[0] === undefined ? searchFor(lastName(query)) : `code-map find ${shellWord(similar[0])}`
}

export function renderFound({ query, total, shown, filesIndexed }: Definitions): string {
  if (total === 0) return lines(`0 symbols like ${query} in ${count(filesIndexed, 'file')}`, next(searchFor(query)))
  const rows = shown.map(
    ({ path, line, column, kind, qualifiedName }) => `${path}:${line}:${column}: ${kind} ${qualifiedName}`,
  )
  return lines(
    `${count(total, 'symbol')} like ${query}`,
    ...rows,
    ...leftOut(total - shown.length, 'symbol'),
    next(`code-map def ${shellWord(shown[0]?.qualifiedName ?? query)}`),
  )
}

/** The search for a text that no symbol has: `/REGEX/i` is a regular expression there too. */
function searchFor(query: string): string {
  const pattern = /^\/(.+)\/(i?)$/.exec(query)
  const [, text = query, flag = 'i'] = pattern ?? []
  const options = [flag === '' ? '' : '-i ', pattern === null ? '-F ' : ''].join('')
  return `csearch ${options}-e ${shellWord(text)}`
}

export function renderReferences(report: References): string {
  const { name, resolved, sameName, otherUses, definitions, files, shown, similar } = report
  if (files === 0)
    return lines(`0 resolved, 0 same-name uses of ${name} in code`, ...similarLine(similar), next(findLast(name)))
  const others = otherUses === 0 ? '' : `; ${count(otherUses, 'other use')}`
  const verdict = `${name}: ${formatNumber(resolved)} resolved, ${formatNumber(sameName)} same-name in ${count(files, 'file')}${others}; ${count(definitions, 'definition')}`
  const rows = shown.map(({ path, line, column, role, label, within, text }) => {
    const place = within === undefined ? '' : ` in ${within}`
    return `${path}:${line}:${column}: ${role}${label === 'resolved' ? '' : ' (same-name)'}${place}  ${text}`
  })
  const [declared] = shown.filter(({ role }) => role === 'definition')
  // Of several declarations one can be asked for alone.
  const isNarrow = definitions < 2 || declared === undefined || name.includes('#')
  const isUnseen = shown.length === 0 && otherUses > 0
  const command = isUnseen
    ? `code-map refs ${shellWord(name)}`
    : isNarrow
      ? `code-map def ${shellWord(name)}`
      : `code-map refs ${shellWord(`${declared.path}#${name.split('.').at(-1)}`)}`
  return lines(verdict, ...rows, ...leftOut(report.leftOut, 'use'), next(command))
}

/** Of a path or an outer name that is wrong the last name may be right. */
function lastName(name: string): string {
  return name.split(/::|[.#/]/).at(-1) ?? name
}

function findLast(name: string): string {
  return `code-map find ${shellWord(lastName(name))}`
}

export function renderCallees({ name: asked, of, callees, leftOut: left, similar }: Callees): string {
  if (of === undefined) return lines(`0 definitions of ${asked}`, ...similarLine(similar), next(findLast(asked)))
  const rows = callees.map(({ name, line, calls, label, target }) => {
    return `${of.path}:${line}: ${name}${calls > 1 ? ` ×${calls}` : ''}  ${label}${target === undefined ? '' : ` ${target}`}`
  })
  return lines(
    `${of.qualifiedName} (${of.path}:${of.line}) calls ${count(callees.length + left, 'name')}`,
    ...rows,
    ...leftOut(left, 'name'),
    next(`code-map callers ${shellWord(of.qualifiedName)}`),
  )
}

export function renderOutline({ target, filesTotal, symbolsTotal, files, leftOut: left }: Outline): string {
  const rows = files.flatMap((file) => {
    const problem = file.problemLine === undefined ? '' : `, not understood from line ${file.problemLine} on`
    const head = `${file.path}  ${file.language}, ${count(file.lines, 'line')}${problem}`
    const symbols = file.symbols.map(
      ({ line, endLine, kind, depth, signature, isExported }) =>
        `${'  '.repeat(depth + 1)}${line}-${endLine} ${isExported ? '+' : ' '} ${kind}  ${truncateLine(signature, SIGNATURE_LENGTH_MAX)}`,
    )
    return filesTotal === 1 ? symbols : [head, ...symbols]
  })
  const [only] = files
  const problem =
    filesTotal === 1 && only?.problemLine !== undefined ? `, not understood from line ${only.problemLine} on` : ''
  const verdict = `${count(symbolsTotal, 'symbol')} in ${filesTotal === 1 ? target : count(filesTotal, 'file')}${problem}`
  return lines(
    verdict,
    ...rows,
    ...leftOut(left, 'symbol'),
    next(
      filesTotal === 1
        ? `code-map importers ${shellWord(target)}`
        : `code-map outline ${shellWord(only?.path ?? 'FILE')}`,
    ),
  )
}

export function renderImports({ target, total, counts, shown }: Imports): string {
  const rows = shown.map(({ path, line, specifier, kind, resolution, targets }) => {
    const to =
      resolution === 'files' ? `${targets[0] ?? ''}${targets.length > 1 ? ` +${targets.length - 1}` : ''}` : resolution
    return `${path}:${line}: ${kind} ${specifier} → ${to}`
  })
  const verdict = `${count(total, 'import')} in ${target}: ${counts.files} of this repository, ${counts.external} external, ${counts.missing} missing`
  return lines(
    verdict,
    ...rows,
    ...leftOut(total - shown.length, 'import'),
    next(`code-map importers ${shellWord(target)}`),
  )
}

export function renderImporters({ target, direct, transitive, shown, leftOut: left, chain }: Importers): string {
  const verdict = `${target}: imported by ${count(direct, 'file')} directly, ${count(transitive, 'file')} in all`
  if (chain !== undefined) {
    const path =
      chain.length === 0
        ? ['no chain of imports leads there']
        : chain.map((file, index) => `${'  '.repeat(index)}${file}`)
    return lines(verdict, ...path, next(`code-map importers ${shellWord(target)}`))
  }
  const rows = shown.map(({ path, line, distance }) =>
    distance === 1 ? `${path}:${line}` : `${path}  over ${count(distance - 1, 'file')}`,
  )
  return lines(
    verdict,
    ...rows,
    ...leftOut(left, 'file'),
    next(
      shown[0] === undefined
        ? `code-map imports ${shellWord(target)}`
        : `code-map importers ${shellWord(target)} --from ${shellWord(shown[0].path)}`,
    ),
  )
}

export function renderCycles({ groups, total, filesIndexed }: Cycles): string {
  if (total === 0) return lines(`0 import cycles in ${count(filesIndexed, 'file')}`, next('code-map overview'))
  const rows = groups.flatMap(({ files, circle }) => [`${count(files, 'file')}: ${circle.join(' → ')}`])
  return lines(
    `${count(total, 'import cycle')} in ${count(filesIndexed, 'file')}`,
    ...rows,
    ...leftOut(total - groups.length, 'cycle'),
    next(`code-map imports ${shellWord(groups[0]?.circle[0] ?? 'FILE')}`),
  )
}

export function renderUnused({ checked, total, shown }: Unused): string {
  const rows = shown.map(
    ({ path, line, kind, qualifiedName, isExported, mentions }) =>
      `${path}:${line}: ${isExported ? 'exported ' : ''}${kind} ${qualifiedName}${mentions > 0 ? `  (in text of ${count(mentions, 'file')})` : ''}`,
  )
  const [first] = shown
  const verdict = `${count(total, 'symbol')} of ${formatNumber(checked)} whose name no code uses; frameworks and other repositories may still`
  return lines(
    verdict,
    ...rows,
    ...leftOut(total - shown.length, 'symbol'),
    next(first === undefined ? 'code-map overview' : `csearch -w -e ${first.qualifiedName.split('.').at(-1)}`),
  )
}

export function renderOverview(report: Overview): string {
  const classes = Object.entries(report.classes)
    .map(([name, files]) => `${formatNumber(files)} ${name}`)
    .join(', ')
  const listed = (title: string, values: readonly string[]): readonly string[] =>
    values.length === 0 ? [] : [`${title}: ${values.join(', ')}`]
  return lines(
    `${count(report.files, 'file')}, ${count(report.lines, 'line')} (${classes})`,
    ...(report.about === undefined ? [] : [`about: ${report.about}`]),
    ...listed('read first', report.guides),
    ...listed(
      'languages',
      report.languages.map(
        ({ name, files, lines: total }) => `${name} ${formatNumber(total)} lines in ${formatNumber(files)}`,
      ),
    ),
    ...listed(
      'directories',
      report.directories.map(({ path, files }) => `${path} ${formatNumber(files)}`),
    ),
    ...listed('packages', [
      ...report.packages.map(({ name, directory }) => (name === directory ? name : `${name} (${directory})`)),
      ...more(report.packagesTotal - report.packages.length),
    ]),
    ...listed(
      'install',
      report.installs.map(({ command, directory }) => inDirectory(command, directory)),
    ),
    ...report.commands.map(({ role, command, directory }) => `${role}: ${inDirectory(command, directory)}`),
    ...more(report.commandsTotal - report.commands.length).map((text) => `${text} commands: preflight --list`),
    ...listed('services', report.services),
    ...listed('entry points', [...report.entryPoints, ...more(report.entryPointsTotal - report.entryPoints.length)]),
    ...listed('at the root', report.rootFiles),
    ...(report.central.length === 0
      ? []
      : [
          'most used, by other source files:',
          ...report.central.map(({ path, users }) => `  ${path}  by ${count(users, 'file')}`),
        ]),
    ...(report.notUnderstood > 0
      ? [`${count(report.notUnderstood, 'file')} not fully understood: code-map stats`]
      : []),
    next('code-map map --for "WORDS OF THE TASK"'),
  )
}

function inDirectory(text: string, directory: string): string {
  return directory === '.' ? text : `${text} (in ${directory})`
}

function more(leftOut: number): readonly string[] {
  return leftOut > 0 ? [`${formatNumber(leftOut)} more`] : []
}

export function renderMap({
  terms,
  diff,
  entries,
  filesLeftOut,
  symbolsLeftOut,
  budgetTokens,
  tokens,
  filesIndexed,
}: TaskMap): string {
  const words = terms.length === 0 ? 'most central' : `for ${terms.slice(0, TERMS_SHOWN_MAX).join(' ')}`
  const missing =
    diff !== undefined && diff.notIndexed.length > 0 ? ` (${diff.notIndexed.length} not in the index)` : ''
  const about = diff === undefined ? words : `for a diff of ${count(diff.files, 'file')}${missing}`
  const cut =
    filesLeftOut + symbolsLeftOut > 0
      ? `; left out ${count(filesLeftOut, 'file')} and ${count(symbolsLeftOut, 'symbol')}`
      : ''
  return lines(
    `${count(entries.length, 'file')} of ${formatNumber(filesIndexed)} ${about}: about ${tokens} of ${budgetTokens} tokens${cut}`,
    ...entries.map(renderMapEntry),
    next(`code-map outline ${shellWord(entries[0]?.path ?? '.')}`),
  )
}

const PROBLEMS_SHOWN = 10

export function renderStats(report: Stats): string {
  const { files, symbols, filesRead, textBytes, indexBytes, segments, notUnderstood, skipped } = report
  const percent = textBytes === 0 ? 0 : Math.round((indexBytes / textBytes) * 100)
  return lines(
    `${count(files, 'file')}, ${count(symbols, 'symbol')}; index ${formatBytes(indexBytes)} (${percent}% of ${formatBytes(textBytes)} text) in ${count(segments, 'segment')}; ${formatNumber(filesRead)} read now`,
    ...report.languages.map(
      ({ name, files: total, lines: all }) => `${name}  ${count(total, 'file')}  ${count(all, 'line')}`,
    ),
    ...(notUnderstood.length > 0 ? [`${count(notUnderstood.length, 'file')} not fully understood:`] : []),
    ...notUnderstood.slice(0, PROBLEMS_SHOWN).map(({ path, line }) => `  ${path}:${line}`),
    ...(skipped.length > 0 ? [`${count(skipped.length, 'file')} not read:`] : []),
    ...skipped.slice(0, PROBLEMS_SHOWN).map(({ path, reason }) => `  ${path}  ${reason}`),
    ...leftOut(
      Math.max(0, notUnderstood.length - PROBLEMS_SHOWN) + Math.max(0, skipped.length - PROBLEMS_SHOWN),
      'file',
    ).map((line) => line.replace('--limit shows', '--json has')),
    next('code-map overview'),
  )
}

function lines(...parts: readonly string[]): string {
  return parts.map((part) => part.split('\n').map(escapeLine).join('\n')).join('\n')
}
