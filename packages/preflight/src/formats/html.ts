import { renderCauses } from '@groundcrew/core/failures'
import { count, escapeMarkup, formatDuration } from '@groundcrew/core/text'
import type { PreflightReport, StepReport } from '../report.ts'

/** Causes shown of a step; the log has all. */
const causesMax = 50

/** One page that needs nothing else: the verdict, when each step ran and for how long, and the causes of what is bad. */
export function renderHtml(report: PreflightReport): string {
  const { steps, verdict, durationMs, leftOut } = report
  const title = `preflight ${verdict}`
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>${title}</title><style>${style}</style></head><body>`,
    `<h1 class="${verdict}">${title}</h1>`,
    `<p>${count(steps.length, 'step')} in ${formatDuration(durationMs)}</p>`,
    ...steps.map((step) => renderStep(step, Math.max(1, durationMs))),
    ...(leftOut.length === 0 ? [] : ['<h2>Left out</h2><ul>']),
    ...leftOut.map(({ command, why }) => `<li><code>${escapeMarkup(command)}</code> ${escapeMarkup(why)}</li>`),
    ...(leftOut.length === 0 ? [] : ['</ul>']),
    '</body></html>',
    '',
  ].join('\n')
}

function renderStep(step: StepReport, allMs: number): string {
  const isBad = step.state !== 'passed' && step.state !== 'skipped'
  const percent = (milliseconds: number): string => `${((100 * milliseconds) / allMs).toFixed(2)}%`
  const bar = `<span class="time"><i style="margin-left:${percent(step.startMs)};width:max(2px,${percent(step.durationMs)})"></i></span>`
  const time = step.cached === undefined ? formatDuration(step.durationMs) : 'cached'
  return [
    `<details class="${step.state}"${isBad ? ' open' : ''}>`,
    `<summary><b>${step.state}</b> <span>${escapeMarkup(step.id)}</span> <em>${time}</em> ${bar}</summary>`,
    `<p><code>${escapeMarkup(step.command)}</code> ${escapeMarkup(remarkOf(step))}</p>`,
    ...causeLines(step),
    ...(step.logPath === undefined ? [] : [`<p>log: <code>${escapeMarkup(step.logPath)}</code></p>`]),
    ...(isBad ? [`<p>rerun: <code>${escapeMarkup(step.rerun)}</code></p>`] : []),
    '</details>',
  ].join('\n')
}

function remarkOf({ reason, tests, cached }: StepReport): string {
  const parts = [
    ...(reason === undefined ? [] : [reason]),
    ...(tests === undefined ? [] : [`${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped`]),
    ...(cached === undefined ? [] : [`not run: it passed at ${cached.at}, and nothing has changed`]),
  ]
  return parts.join('; ')
}

function causeLines({ failures, findings = [] }: StepReport): readonly string[] {
  const lines = [
    ...(failures === undefined ? [] : renderCauses(failures, { causesMax, bytesMax: 64 * 1024 })),
    ...findings.map(({ id, message, fix }) => `${id}: ${message}${fix === undefined ? '' : `\n  fix: ${fix}`}`),
  ]
  return lines.length === 0 ? [] : [`<pre>${escapeMarkup(lines.join('\n'))}</pre>`]
}

const style = [
  ':root{color-scheme:light dark}body{font:15px system-ui;max-width:64rem;margin:2rem auto;padding:0 1rem}',
  'h1.passed,.passed b{color:#1a7f37}h1.failed,.failed b,.timed-out b{color:#cf222e}h1.unknown,.unknown b{color:#9a6700}.skipped b{color:#6e7781}',
  'details{border-top:1px solid #8884;padding:.4rem 0}summary{cursor:pointer;display:grid;grid-template-columns:6rem 1fr 6rem 16rem}',
  'summary em{font-style:normal;text-align:right;padding-right:1rem}.time{background:#8882;height:.8rem;align-self:center}',
  '.time i{display:block;height:100%;background:#0969da}pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#8881;padding:.6rem}',
].join('')
