import { count, escapeLine } from '@groundcrew/core/text'
import { formatCommand } from '@groundcrew/core/process'
import type { GenerateReport } from './generate.ts'

export function renderGenerated({
  file,
  isChanged,
  title,
  steps,
  commands,
  event,
  kept,
  text,
}: GenerateReport): string {
  if (file === undefined) return text.trimEnd()
  const what = `${escapeLine(title.replace('Runbook of ', ''))}, ${count(steps, 'step')}, ${count(commands, 'command')}`
  const keeping = kept === 0 ? '' : `, ${count(kept, 'kept part')}`
  const next = commands > 0 ? ['run', file, '--dry-run'] : ['show', file]
  return [
    `${escapeLine(file)} ${isChanged ? 'written' : 'is up to date'}: ${what}${keeping}, as of event ${event}`,
    `next: ${formatCommand(['runbook', ...next])}`,
  ].join('\n')
}
