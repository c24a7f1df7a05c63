import { LABELS_MAX } from './limits.ts'
import type { LabelOf, Labelled } from './split-streams.ts'

/**
 * How the output of a runner of many tasks is put together: by prefixes that it announces, or in sections below headlines. undefined where it is
 * that of no runner that is known.
 */
export function findTaskSections(lines: readonly string[]): LabelOf | undefined {
  if (lines.some((line) => moonMarker.test(line))) return moonSections(lines)
  const prefixes = announcedPrefixes(lines)
  if (prefixes.size > 0) return (line) => splitAnnounced(line, prefixes)
  if (lines.some((line) => /^#\d{1,4} \[/.test(line))) return splitBuildStep
  if (lines.some((line) => nxHeadline.test(line))) return sectionsBelow(nxHeadline, /^ NX {3}\S/)
  if (lines.some((line) => group.test(line))) return sectionsBelow(group, /^(?:::|##\[)endgroup/)
  if (lines.some((line) => hookHeadline.test(line))) return hookSections(lines)
  return undefined
}

const noLabel = { prefix: '', label: '' } as const

/** nx prints the output of one task after the other, each below `> nx run PROJECT:TARGET`. */
const nxHeadline = /^> nx run ([^\s:]{1,200}):([^\s]{1,80})/
/** turbo does so in GitHub Actions, below `::group::PACKAGE:TASK`, which the log of the job has as `##[group]`. */
const group = /^(?:::group::|##\[group\])([^\s:]{1,200}):([\w.-]{1,80})$/

function sectionsBelow(headline: RegExp, end: RegExp): LabelOf {
  let section: Omit<Labelled, 'rest'> = noLabel
  return (line) => {
    const match = headline.exec(line)
    if (match !== null) section = sectionOf(match)
    else if (end.test(line)) section = noLabel
    return { ...section, rest: line }
  }
}

function sectionOf([, label = '', task = '']: RegExpExecArray): Omit<Labelled, 'rest'> {
  return { prefix: `${label}:${task}`, label, task }
}

/** moon marks the start and the end of a task: `▮▮▮▮ a:test (1s 94ms, 2270f0d7)`; in version 1 with other squares. */
const moonMarker = /^[▪▮]{4} ([^\s:]{1,200}):([\w.-]{1,80})(?: \(.*)?$/

/** What has no prefix (`a:test | `) is the output of a task that was printed all at once, before the mark of its end. */
function moonSections(lines: readonly string[]): LabelOf {
  const markers = lines.flatMap((line, index) => {
    const match = moonMarker.exec(line)
    return match === null ? [] : [{ index, section: sectionOf(match) }]
  })
  const bySection = new Map(markers.map(({ section }) => [`${section.prefix} |`, section]))
  let next = 0
  return (line, index) => {
    while ((markers[next]?.index ?? Infinity) < index) next += 1
    const prefix = /^(\S{1,300} \|)(?: |$)/.exec(line)?.[1] ?? ''
    const section = bySection.get(prefix)
    if (section !== undefined) return { ...section, rest: line.slice(prefix.length + 1) }
    return { ...(markers[next]?.section ?? noLabel), rest: line }
  }
}

/** lefthook: `┃  lint ❯ `, the output of that hook, and where it failed `exit status 1`. */
const hookHeadline = /^┃ {2}(.{1,200}) ❯\s*$/

function hookSections(lines: readonly string[]): LabelOf {
  let name = ''
  const names = lines.map((line) => {
    const match = hookHeadline.exec(line)
    if (match !== null) name = match[1] ?? ''
    else if (/^(?: {2}─{4}|summary: |│ )/.test(line)) name = ''
    return name
  })
  const failed = new Set(names.filter((hook, index) => hook !== '' && hookFailed.test(lines[index] ?? '')))
  return (line, index) => {
    const hook = names[index] ?? ''
    return hook === ''
      ? { ...noLabel, rest: line }
      : { prefix: `┃ ${hook}`, label: '', hasFailed: failed.has(hook), rest: line }
  }
}

export const hookFailed = /^exit status \d+$/

/** Docker's plain progress: `#12 0.512 npm error …`. */
function splitBuildStep(line: string): Labelled {
  const match = /^(#\d{1,4}) \d{1,7}\.\d{1,3} ?/.exec(line)
  if (match === null) return { ...noLabel, rest: line }
  return { prefix: match[1] ?? '', label: '', rest: line.slice(match[0].length) }
}

type Section = Omit<Labelled, 'rest' | 'prefix'>

/** Prefixes that the runner itself names in a headline, so that no `note: ` of a compiler is taken for one. */
function announcedPrefixes(lines: readonly string[]): Map<string, Section> {
  const prefixes = new Map<string, Section>()
  for (const line of lines) {
    if (prefixes.size >= LABELS_MAX) break
    const pnpm = /^([^\s$]{1,200}) ([\w:.-]{1,80})\$ /.exec(line)
    if (pnpm !== null) prefixes.set(`${pnpm[1]} ${pnpm[2]}:`, { label: pnpm[1] ?? '', task: pnpm[2] ?? '' })
    const turbo = /^([^\s:]{1,200}):([\w.-]{1,80}): cache (?:bypass|miss|hit|disabled)/.exec(line)
    if (turbo !== null) prefixes.set(`${turbo[1]}:${turbo[2]}:`, { label: turbo[1] ?? '', task: turbo[2] ?? '' })
    const script = /^([^\s:]{1,200}): > ([^\s]{1,200})@\S{1,100} ([\w:.-]{1,80})/.exec(line)
    if (script !== null && script[1] === script[2])
      prefixes.set(`${script[1]}:`, { label: script[1] ?? '', task: script[3] ?? '' })
    // concurrently: `[api] vitest run exited with code 1`; a name of its own choosing.
    const ended = /^(\[[^\]\s]{1,60}\]) \S.* exited with code \S+$/.exec(line)
    if (ended !== null) prefixes.set(ended[1] ?? '', { label: '' })
  }
  return prefixes
}

function splitAnnounced(line: string, prefixes: ReadonlyMap<string, Section>): Labelled {
  for (const [prefix, section] of prefixes) {
    if (!line.startsWith(prefix)) continue
    const rest = line.slice(prefix.length)
    if (rest === '' || rest.startsWith(' ')) return { prefix, ...section, rest: rest.slice(1) }
  }
  return { ...noLabel, rest: line }
}
