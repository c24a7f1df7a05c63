import type { TestRunner } from '@groundcrew/core/workspace'
import type { Adapter } from './adapter.ts'
import { cargo } from './cargo.ts'
import { go } from './go.ts'
import { jest } from './jest.ts'
import { mocha } from './mocha.ts'
import { nodeTest } from './node-test.ts'
import { playwright } from './playwright.ts'
import { pytest } from './pytest.ts'
import { rspec } from './rspec.ts'
import { unittest } from './unittest.ts'
import { vitest } from './vitest.ts'

export function adapterOf(runner: TestRunner): Adapter | undefined {
  return adapters.find((adapter) => adapter.runner === runner)
}

const adapters: readonly Adapter[] = [vitest, jest, nodeTest, mocha, playwright, pytest, unittest, go, cargo, rspec]

export const supportedRunners = adapters.map(({ runner }) => runner)
