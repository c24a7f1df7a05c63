import { escapeMarkup } from '@groundcrew/core/text'
import type { FlakeReport, RunFacts } from './report.ts'

/** One row for each test that failed at least once, one column for each run: a page that loads nothing. */
export function renderHtml(report: FlakeReport, explanations: ReadonlyMap<string, string>): string {
  const { runs, verdicts, suite } = report
  const title = `flake: ${suite.runner}, ${runs.length} runs`
  const rows = verdicts.map(({ test, verdict }) => {
    const cells = runs.map((run) => cell(run, test)).join('')
    const why = explanations.get(test) ?? ''
    return `<tr data-kind="${escapeMarkup(verdict.kind)}"><th scope="row" title="${escapeMarkup(why)}">${escapeMarkup(test)}</th><td class="kind">${escapeMarkup(verdict.kind)}</td>${cells}</tr>`
  })
  const heads = runs.map(
    ({ purpose, variant }, index) =>
      `<th scope="col" title="${escapeMarkup(`run ${index + 1}: ${purpose}, ${variant}`)}"><span>${escapeMarkup(purpose)}</span></th>`,
  )
  const kinds = [...new Set(verdicts.map(({ verdict }) => verdict.kind))]
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escapeMarkup(title)}</title>
<style>
  body { font: 14px/1.4 system-ui, sans-serif; margin: 1.5rem; color: #1a1a1a; background: #fff; }
  table { border-collapse: collapse; }
  th, td { border: 1px solid #ddd; padding: 2px 4px; text-align: left; font-weight: normal; white-space: nowrap; }
  thead th span { writing-mode: vertical-rl; }
  td.passed { background: #d7f0d7; } td.failed { background: #b00020; color: #fff; } td.absent { background: #f4f4f4; }
  #detail { margin-top: 1rem; min-height: 3rem; white-space: pre-wrap; }
  #table { overflow-x: auto; }
</style>
<h1>${escapeMarkup(title)}</h1>
<p>${verdicts.length} of ${report.tests} tests failed at least once.</p>
<label>Show <select id="kind"><option value="">all</option>${kinds.map((kind) => `<option>${escapeMarkup(kind)}</option>`).join('')}</select></label>
<div id="table"><table><thead><tr><th>test</th><th>verdict</th>${heads.join('')}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>
<p id="detail">Choose a test.</p>
<script>
const rows = [...document.querySelectorAll('tbody tr')]
document.getElementById('kind').addEventListener('change', ({ target }) => {
  for (const row of rows) row.hidden = target.value !== '' && row.dataset.kind !== target.value
})
for (const row of rows) {
  row.addEventListener('click', () => {
    const head = row.querySelector('th')
    document.getElementById('detail').textContent = head.textContent + '\\n' + head.title
  })
}
</script>
</html>
`
}

function cell({ tests, failed, ran }: RunFacts, test: string): string {
  if (failed.includes(test)) return '<td class="failed">✗</td>'
  const isRun = tests > 0 && ran.includes(test)
  return isRun ? '<td class="passed">·</td>' : '<td class="absent"></td>'
}
