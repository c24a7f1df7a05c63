import { ToolError } from '@groundcrew/core/cli'
import { formatCommand } from '@groundcrew/core/process'
import type { RunRecord } from '../model/run-record.ts'
import type { Lab } from './lab.ts'
import { nothingRan } from './nothing-ran.ts'

/**
 * All tests that a run of the whole suite knows, and the files that do not load.
 *
 * @throws ToolError NOTHING_RAN where it ran none.
 */
export function requireTests(lab: Lab, run: RunRecord): readonly string[] {
  const files = run.problems.flatMap(({ file }) => (file === undefined ? [] : [file]))
  const tests = [...new Set([...run.collected, ...run.attempts.keys(), ...files])]
  if (run.attempts.size > 0 || lab.isStopped) return tests
  throw nothingRan(lab.suite, run)
}

/** @throws ToolError NOT_STEERED where the runner cannot be told which tests to run, and so has no order to look into. */
export function refuseUnsteered({ suite }: Lab): void {
  const { selects, order } = suite.adapter.steering
  if (selects && order !== 'none') return
  throw new ToolError('NOT_STEERED', `the order of the tests of ${formatCommand(suite.command)} cannot be chosen`, {
    hint: 'flake run -- COMMAND repeats it as it is',
  })
}

/** @throws ToolError NOT_STEERED where a part of the suite cannot be run. */
export function refuseUnselectable({ suite }: Lab): void {
  if (suite.adapter.steering.selects) return
  throw new ToolError('NOT_STEERED', `${formatCommand(suite.command)} cannot be told which of its tests to run`, {
    hint: 'without --shard flake run -- COMMAND repeats it as it is',
  })
}
