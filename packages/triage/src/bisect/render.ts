import { boundText, count, truncateLine } from '@groundcrew/core/text'
import { formatCommand } from '@groundcrew/core/process'
import type { BisectReport } from './bisect.ts'
import type { CommitFacts } from './commit.ts'

const lineCharactersMax = 200
const bytesMax = 3800

export function renderBisect(report: BisectReport): string {
  const { commits, isSure, chance, runs, candidates, untestable, wrong, failure } = report
  const first = commits.at(-1)
  const name = first === undefined ? '' : `${first.commit.slice(0, 12)} ${first.subject}`
  const verdict =
    commits.length > 1
      ? `the first bad commit is one of ${commits.length}, which cannot be told apart`
      : `the first bad commit is ${name}`
  const tested = `${count(candidates, 'commit')}, ${count(runs, 'run')}${untestable > 0 ? `, ${untestable} could not be built` : ''}`
  const errs = wrong.goodFailed + wrong.badPassed > 0
  return [
    truncateLine(
      isSure ? `${verdict} (${tested})` : `not certain (${Math.floor(chance * 100)} %): ${verdict} (${tested})`,
      lineCharactersMax,
    ),
    ...(errs
      ? [
          `the command errs: ${wrong.goodFailed} of ${wrong.goodRuns} runs before it failed, ${wrong.badPassed} of ${wrong.badRuns} from it on passed`,
        ]
      : []),
    ...(failure === undefined ? [] : [truncateLine(`fails with: ${failure.id} ${failure.title}`, lineCharactersMax)]),
    ...(commits.length > 1
      ? commits.map(({ commit, subject }) => truncateLine(`  ${commit.slice(0, 12)} ${subject}`, lineCharactersMax))
      : []),
    ...(first === undefined || commits.length > 1 ? [] : [describeChange(first)]),
    `next: ${first === undefined ? `triage bisect -- ${formatCommand(report.command)}` : `git show ${first.commit.slice(0, 12)}`}`,
  ].join('\n')
}

function describeChange({ author, date, files, diff, isOnPath }: CommitFacts): string {
  const what = isOnPath
    ? 'what it changed on the failing path:'
    : `it touched no file of the failing stack; ${count(files.length, 'file')}:`
  const text = [`by ${author}, ${date}`, what, ...diff.map((line) => `  ${line}`)].join('\n')
  return boundText(text, {
    bytesMax: bytesMax - lineCharactersMax * 5,
    marker: (left) => `  … ${count(left, 'line')} left out`,
  })
}
