import { formatCommand } from '@groundcrew/core/process'
import { count, escapeLine, truncateLine } from '@groundcrew/core/text'
import type { CheckedFile, CheckReport } from '../check.ts'

const LINE_CHARS_MAX = 200
const EVENTS_SHOWN_MAX = 8
const LINES_SHOWN_MAX = 6
const SECTIONS_SHOWN_MAX = 12

const WORDS: Readonly<Record<CheckedFile['state'], string>> = {
  current: 'up to date',
  changed: 'no longer so',
  foreign: 'not written by runbook',
  gone: 'of a task that is not in this database',
}

export function renderCheck({ files }: CheckReport): string {
  if (files.length === 0) return '0 runbooks\nnext: runbook generate --task ID'
  const counts = (Object.keys(WORDS) as CheckedFile['state'][])
    .map((state) => [files.filter((one) => one.state === state).length, WORDS[state]] as const)
    .filter(([amount]) => amount > 0)
    .map(([amount, words]) => `${amount} ${words}`)
  const bad = files.filter(({ state }) => state !== 'current')
  const changed = bad.find(({ state }) => state === 'changed')
  return [
    `${count(files.length, 'runbook')}, ${counts.join(', ')}`,
    ...bad.flatMap(fileLines),
    `next: ${changed === undefined ? 'runbook list' : formatCommand(changed.generate)}`,
  ].join('\n')
}

function fileLines({ file, state, isEdited, events, sections }: CheckedFile): string[] {
  if (state !== 'changed') return [`${escapeLine(file)}: ${WORDS[state]}`]
  const hidden = events.length - EVENTS_SHOWN_MAX
  return [
    `${escapeLine(file)}: ${WORDS[state]}`,
    ...(isEdited ? ['  it was changed by hand outside of keep-markers'] : []),
    ...events.slice(-EVENTS_SHOWN_MAX).map((event) => `  since then ${shown(event)}`),
    ...(hidden > 0 ? [`  and ${count(hidden, 'event')} before these`] : []),
    ...sections
      .slice(0, SECTIONS_SHOWN_MAX)
      .flatMap(({ section, gone, missing }) => [
        `  ${shown(section)}:`,
        ...lines(gone, '    no more:'),
        ...lines(missing, '    now:    '),
      ]),
    ...(sections.length > SECTIONS_SHOWN_MAX
      ? [`  ${count(sections.length - SECTIONS_SHOWN_MAX, 'section')} more`]
      : []),
  ]
}

function lines(texts: readonly string[], label: string): string[] {
  const hidden = texts.length - LINES_SHOWN_MAX
  return [
    ...texts.slice(0, LINES_SHOWN_MAX).map((text) => `${label} ${shown(text)}`),
    ...(hidden > 0 ? [`${label} ${count(hidden, 'line')} more`] : []),
  ]
}

function shown(text: string): string {
  return truncateLine(escapeLine(text), LINE_CHARS_MAX)
}
