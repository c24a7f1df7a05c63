import type { TestRunner } from '@groundcrew/core/workspace'
import type { Adapter } from './adapter.ts'
import { jest } from './jest.ts'
import { nodeTest } from './node-test.ts'
import { pytest } from './pytest.ts'
import { unittest } from './unittest.ts'
import { vitest } from './vitest.ts'

export function adapterOf(runner: TestRunner): Adapter | undefined {
  return adapters.find((adapter) => adapter.runner === runner)
}

const adapters: readonly Adapter[] = [vitest, jest, nodeTest, pytest, unittest]

export const supportedRunners = adapters.map(({ runner }) => runner)
