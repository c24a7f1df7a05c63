import type { Extractor, Finding, Log, Span } from '../extractor.ts'
import { blockAfter, findLines } from '../reading.ts'

const PIP =
  /^(?:Collecting |Looking in indexes|Processing [./]|Requirement already|Defaulting to user)|No matching distribution|requirements file|subprocess-exited-with-error|ResolutionImpossible/m

/** Other tools of Python begin lines with `ERROR:` too, so pip's own messages are named. */
const ERROR =
  /^ERROR: ((?:Could not |No matching |Cannot |Failed |ResolutionImpossible|Package |Double requirement|Invalid |HTTP error|You must give|.{1,300} is not a (?:supported|valid) ).*)$/

/** pip, and uv's resolver. */
export const pip: Extractor = {
  name: 'pip',
  phase: 'tool',
  signs: ['ERROR: ', 'subprocess-exited-with-error', 'No solution found'],
  extract: (log) => {
    const isPip = PIP.test(log.text) || log.runner.startsWith('pip')
    const builds = isPip ? readBuilds(log) : []
    return {
      findings: [...(isPip ? readErrors(log) : []), ...builds.map(({ finding }) => finding), ...readUv(log)],
      claims: builds.map(({ span }) => span),
    }
  },
}

/** Of the two lines about a missing version the first names the versions there are. */
function readErrors(log: Log): Finding[] {
  return findLines(log, ERROR, (match, index) => {
    const message = match[1] ?? ''
    const above = log.lines[index - 1] ?? ''
    const isRepeated =
      message.startsWith('No matching distribution') && above.startsWith('ERROR: Could not find a version')
    return isRepeated ? undefined : { tool: 'pip', kind: 'install', message, index }
  })
}

/** `error: subprocess-exited-with-error`: a package's build failed; why is the last line of the output that pip quotes. */
function readBuilds(log: Log): { finding: Finding; span: Span }[] {
  return log.lines.flatMap((line, index) => {
    if (!/^\s+error: subprocess-exited-with-error$/.test(line)) return []
    const block = blockAfter(log, index, (text) => /^\S/.test(text))
    const what = block.map((text) => /^\s*[×x] (.*)$/.exec(text)?.[1]).find((text) => text !== undefined)
    const end = block.findIndex((text) => /\[end of output\]/.test(text))
    const reason = block
      .slice(0, Math.max(0, end))
      .findLast((text) => text.trim() !== '')
      ?.trim()
    const message = [what, reason].filter((text) => text !== undefined).join(' ')
    return [
      { finding: { tool: 'pip', kind: 'install', message, index }, span: { from: index, to: index + block.length } },
    ]
  })
}

function readUv(log: Log): Finding[] {
  return findLines(log, /^\s+× (No solution found .*|Failed to (?:build|download|resolve) .*)$/, (match, index) => {
    const reasons = blockAfter(log, index, (line) => line === '').map((line) => line.replace(/^[\s╰│├─▶╮]+/, ''))
    return { tool: 'uv', kind: 'install', message: [match[1], ...reasons.slice(0, 2)].join(' '), index }
  })
}
