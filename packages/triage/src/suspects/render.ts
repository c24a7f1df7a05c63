import { formatCommand } from '@groundcrew/core/process'
import { count, truncateLine } from '@groundcrew/core/text'
import type { SuspectsReport } from './suspects.ts'

const suspectsShown = 8
const lineCharactersMax = 240

export function renderSuspects(report: SuspectsReport): string {
  const { id, title, good, goodBecause, commits, suspects, uncommitted, owners, authors, command } = report
  const left = suspects.length - suspectsShown
  const [program = 'COMMAND', ...args] = command ?? []
  return [
    `${count(suspects.length, 'suspect')} among ${count(commits, 'commit')} since ${good.slice(0, 12)} (${goodBecause}) for ${id} ${title}`,
    ...(uncommitted.length === 0 ? [] : [`not committed: ${uncommitted.join(', ')}`]),
    ...suspects
      .slice(0, suspectsShown)
      .map(
        ({ commit, score, subject, author, date, reasons }) =>
          `${commit.slice(0, 12)} ${score} ${subject} (${author}, ${date.slice(0, 10)}): ${reasons.join('; ')}`,
      ),
    ...(left > 0 ? [`… ${left} more: --json`] : []),
    ...(owners.length === 0 ? [] : [`owners: ${owners.map(({ owner }) => owner).join(', ')}`]),
    ...(authors.length === 0
      ? []
      : [`changed it lately: ${authors.map(({ author, commits: made }) => `${author} (${made})`).join(', ')}`]),
    `next: triage bisect --good ${good.slice(0, 12)} --cause ${id} -- ${formatCommand([program, ...args])}`,
  ]
    .map((line) => truncateLine(line, lineCharactersMax))
    .join('\n')
}
