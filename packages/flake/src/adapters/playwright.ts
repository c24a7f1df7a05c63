import path from 'node:path'
import type { Plan } from '../model/plan.ts'
import { usualSteering, type Adapter } from './adapter.ts'
import { dropFlags, filesOf } from './arguments.ts'

const dropped = {
  plain: ['--fully-parallel', '-x', '--ui', '--headed', '--last-failed', '--fail-on-flaky-tests'],
  valued: ['--output', '--reporter', '--retries', '--workers', '-j', '--repeat-each', '--max-failures', '--shard'],
}

/** Playwright Test with one worker. It can be told which tests to run, not in which order; a repeated test gets another worker. */
export const playwright: Adapter = {
  runner: 'playwright',
  steering: { ...usualSteering, order: 'none', repeats: false, stretchesTime: false, sharesProcess: true },
  async steps(suite, plan, { assets, directory }) {
    const [program = 'playwright', ...first] = suite.launcher
    const args = dropFlags(suite.args, dropped)
    const verb = args[0] === 'test' ? [] : ['test']
    // Else it leaves `test-results` in the work tree.
    const output = `--output=${path.join(directory, 'test-results')}`
    const steering = [output, `--reporter=${path.join(assets, 'flake-playwright.cjs')}`, '--workers=1', '--retries=0']
    return [{ command: [program, ...first, ...verb, ...args, ...steering, ...selection(plan)] }]
  },
}

/** The titles of a test, joined by blanks, are the end of what `--grep` looks at; files only narrow what is loaded. */
function selection({ tests }: Plan): readonly string[] {
  if (tests === undefined) return []
  const titles = tests.map((test) => {
    const [, ...parts] = test.split(' > ')
    return escapePattern(
      parts
        .join(' ')
        .replace(/ #\d+$/, '')
        .replace(/ \[[^\]]*\]$/, ''),
    )
  })
  const files = filesOf(tests, ' > ').map((file) => escapePattern(file))
  return [`--grep=(?:^|\\s)(?:${titles.join('|')})$`, ...files]
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
}
