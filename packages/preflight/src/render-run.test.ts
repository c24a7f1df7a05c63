import { describe, expect, test } from 'vitest'
import type { FailureReport } from '@groundcrew/core/failures'
import { renderRun, stepLine } from './render-run.ts'
import type { DoctorFinding, PreflightReport, StepReport } from './report.ts'

const plain = (text: string): string => text
const style = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain }

function step(id: string, part: Partial<StepReport> = {}): StepReport {
  const [role = id] = id.split(':')
  return {
    id,
    role: role as StepReport['role'],
    command: `make ${id}`,
    cwd: '.',
    state: 'passed',
    startMs: 0,
    durationMs: 1200,
    rerun: `make ${id}`,
    ...part,
  }
}

function failed(id: string, part: Partial<StepReport> = {}): StepReport {
  return step(id, { state: 'failed', reason: 'exit 1', ...part })
}

function doctor(...findings: readonly Partial<DoctorFinding>[]): StepReport {
  return failed('doctor', {
    role: 'doctor',
    reason: 'the environment lacks what the repository needs',
    findings: findings.map((finding) => ({
      id: 'tool.node',
      state: 'fail',
      message: 'node is missing',
      evidence: [],
      blocks: [],
      ...finding,
    })),
  })
}

function causes(message: string): FailureReport {
  const cause = { tool: 'tsc', kind: 'diagnostic', message, count: 1, location: { file: 'a.ts', line: 3 } } as const
  return { causes: [cause], total: 1, matchedBy: ['tsc'], tail: [] }
}

function render(steps: readonly StepReport[], part: Partial<PreflightReport> = {}): string[] {
  const isBad = steps.some(({ state }) => state === 'failed' || state === 'timed-out')
  const verdict = isBad ? 'failed' : 'passed'
  const report: PreflightReport = {
    kind: 'run',
    root: '/work',
    verdict,
    durationMs: 3000,
    steps,
    leftOut: [],
    logDirectory: '/logs',
    ...part,
  }
  return renderRun(report, style).split('\n')
}

test('what to do first: the repairs in the order of doctor, each once, then preflight', () => {
  const lines = render([
    doctor(
      { id: 'tool.node', fix: 'ask the user to install node 24' },
      { id: 'tool.pnpm', fix: 'npm install --global pnpm@11' },
      { id: 'install.npm', fix: 'pnpm install' },
      { id: 'install.npm:site', fix: 'pnpm install' },
    ),
    step('test', { state: 'skipped', reason: 'doctor: tool.node' }),
  ])
  expect(lines[1]).toBe('FAIL    doctor: the environment lacks what the repository needs')
  expect(lines.slice(-2)).toEqual([
    'skipped: test (doctor: tool.node)',
    'next: ask the user to install node 24, then npm install --global pnpm@11, then pnpm install, then preflight',
  ])
})

test('repairs that a line has no room for are left to doctor, and none is cut', () => {
  const fixes = Array.from({ length: 9 }, (_, index) => ({ fix: `npm install --prefix ${'x'.repeat(60)}${index}` }))
  const lines = render([doctor(...fixes)])
  expect(lines.at(-1)).toMatch(/^next: npm install --prefix x+0, then npm install --prefix x+1.*, then doctor$/)
  expect(lines.join('\n')).toContain('\n  … and 4 more checks: doctor\n')
  expect(lines.join('\n')).not.toMatch(/x…/)
})

test('what doctor could not tell is a warning', () => {
  const findings = [{ id: 'tool.go', state: 'unknown', message: 'go hung', evidence: [], blocks: [] }]
  const lines = render([step('doctor', { role: 'doctor', findings })])
  expect(lines).toContain('warning: tool.go could not be told: go hung')
})

test('a step that timed out says how long it may take, once', () => {
  const slow = step('test', { state: 'timed-out', reason: 'timed out after 1.0s', durationMs: 3100 })
  expect(render([slow])[1]).toBe('TIMEOUT test: timed out after 1.0s')
})

test('a log that is not whole says why', () => {
  const logProblem = '/logs/test.log ends after 0 bytes: ENOSPC: no space left on device, write'
  const lines = render([failed('test', { logPath: '/logs/test.log', logProblem })])
  expect(lines).toContain(`  log: ${logProblem}`)
})

test('a command too long for a line is rerun by its name', () => {
  const files = Array.from({ length: 60 }, (_, index) => `file-${index}.go`).join(' ')
  expect(render([failed('format', { rerun: `gofmt -l ${files}` })])).toContain('  rerun: preflight --only format')
})

test('names and reasons of others cannot steer the terminal', () => {
  const odd = failed('test:a\u001b[31m\nb', { reason: 'bad \u001b[2J' })
  const text = `${render([odd]).join('|')}${stepLine(odd)}`
  expect(text).not.toContain('\u001b')
  expect(text).not.toContain('\n')
})

describe('fifty steps that fail', () => {
  const many = Array.from({ length: 50 }, (_, index) =>
    failed(`test:packages/package-${index}`, { failures: causes(`TS2322: wrong in ${index}`), logPath: '/logs/x.log' }),
  )
  const lines = render([...many, ...many.map(({ id }) => step(id.replace('test', 'lint')))])

  test('are told in less than 4,000 bytes, a line with its cause for each as far as there is room', () => {
    expect(Buffer.byteLength(lines.join('\n'))).toBeLessThan(4000)
    expect(lines[1]).toBe('FAIL    test:packages/package-0: a.ts:3 TS2322: wrong in 0')
    const shown = lines.filter((line) => line.startsWith('FAIL')).length
    expect(shown).toBeGreaterThan(20)
    expect(lines[shown + 1]).toMatch(new RegExp(`^… and ${50 - shown} more steps: .+package-49$`))
    expect(lines[shown + 2]).toBe('logs: /logs')
  })

  test('are named in whole, or counted', () => {
    expect(lines.at(-2)).toMatch(/^passed: .+ 1\.2s and \d+ more$/)
    expect(lines.at(-1)).toBe('next: preflight --only test')
  })
})

test('an interrupted run is to be run again', () => {
  const stopped = step('test', { state: 'skipped', reason: 'interrupted' })
  expect(render([step('lint'), stopped], { verdict: 'unknown' }).at(-1)).toBe('next: preflight')
})
