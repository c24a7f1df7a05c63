import { expect, test } from 'vitest'
import type { Package, Workspace, WorkspaceCommand } from '@groundcrew/core/workspace'
import { planSteps } from './plan.ts'

const evidence = { file: 'package.json', line: 1 }

function commandOf(part: Partial<WorkspaceCommand> & Pick<WorkspaceCommand, 'role'>): WorkspaceCommand {
  const packageDirectory = part.packageDirectory ?? '.'
  const label = part.label ?? part.role
  return {
    id: `${part.role}:${packageDirectory}:${label}`,
    packageDirectory,
    ecosystem: 'npm',
    label,
    invocation: { kind: 'argv', argv: ['run', label] },
    cwd: packageDirectory,
    environment: {},
    why: 'because',
    evidence,
    program: 'run',
    programSource: 'path',
    writes: false,
    coversMembers: false,
    alsoRuns: [],
    ...part,
  }
}

function packageOf(directory: string, dependencies: readonly string[] = []): Package {
  return {
    directory,
    name: directory,
    ecosystem: 'npm',
    manifest: evidence,
    membership: 'member',
    dependencies: dependencies.map((name) => ({ name, range: '*', kind: 'runtime', evidence })),
    scripts: [],
  }
}

function workspaceOf(commands: readonly WorkspaceCommand[], packages: readonly Package[] = []): Workspace {
  return {
    root: '/repository',
    fileCount: 1,
    languages: [],
    packages,
    packageManagers: [],
    requirements: [],
    commands,
    services: [],
    environmentVariables: [],
    largeFiles: [],
    mentionedVersions: [],
    addresses: [],
    processes: [],
    orchestrators: [],
    problems: [],
  }
}

function relations(workspace: Workspace): Record<string, { after: readonly string[]; needs: readonly string[] }> {
  return Object.fromEntries(planSteps(workspace).steps.map(({ id, after, needs }) => [id, { after, needs }]))
}

test('ids are as short as they can be', () => {
  const plan = planSteps(
    workspaceOf([
      commandOf({ role: 'test' }),
      commandOf({ role: 'lint', label: 'ruff' }),
      commandOf({ role: 'lint', label: 'eslint' }),
      commandOf({ role: 'test', packageDirectory: 'api' }),
      commandOf({ role: 'build', packageDirectory: 'api', label: 'tsc' }),
    ]),
  )
  expect(plan.steps.map(({ id }) => id)).toEqual(['test', 'lint:ruff', 'lint:eslint', 'test:api', 'build:api'])
})

test('a test waits for the build of its package, and needs it only where code is compiled', () => {
  expect(relations(workspaceOf([commandOf({ role: 'build' }), commandOf({ role: 'test' })]))['test']).toEqual({
    after: ['build'],
    needs: [],
  })
  const go = { ecosystem: 'go' } as const
  expect(
    relations(workspaceOf([commandOf({ role: 'build', ...go }), commandOf({ role: 'test', ...go })]))['test'],
  ).toEqual({
    after: ['build'],
    needs: ['build'],
  })
})

test('what reads the build output of other packages needs their builds; formatting needs nothing', () => {
  const commands = ['core', 'api', 'web'].flatMap((packageDirectory) => [
    commandOf({ role: 'format', packageDirectory }),
    commandOf({ role: 'typecheck', packageDirectory }),
    commandOf({ role: 'build', packageDirectory }),
  ])
  const found = relations(
    workspaceOf(commands, [packageOf('core'), packageOf('api', ['core']), packageOf('web', ['api', 'left-pad'])]),
  )
  expect(found['format:web']).toEqual({ after: [], needs: [] })
  expect(found['typecheck:web']).toEqual({ after: ['build:api', 'build:core'], needs: ['build:api', 'build:core'] })
  expect(found['build:api']).toEqual({ after: ['build:core'], needs: ['build:core'] })
  expect(found['build:core']).toEqual({ after: [], needs: [] })
})

test('a script that calls another one itself is pointless when that one fails', () => {
  const found = relations(workspaceOf([commandOf({ role: 'lint' }), commandOf({ role: 'test', alsoRuns: ['lint'] })]))
  expect(found['test']).toEqual({ after: ['lint'], needs: ['lint'] })
  expect(found['lint']).toEqual({ after: [], needs: [] })
})

test('packages that depend on each other do not wait for ever', () => {
  const commands = ['a', 'b'].map((packageDirectory) => commandOf({ role: 'build', packageDirectory }))
  const found = relations(workspaceOf(commands, [packageOf('a', ['b']), packageOf('b', ['a'])]))
  expect(found['build:a']?.after.length ?? 0).toBe(1)
  expect(found['build:b']?.after).toEqual([])
})

test('what changes files and end-to-end tests are left out, and said', () => {
  const plan = planSteps(
    workspaceOf([commandOf({ role: 'lint', writes: true }), commandOf({ role: 'e2e' }), commandOf({ role: 'test' })]),
  )
  expect(plan.steps.map(({ id }) => id)).toEqual(['test'])
  expect(plan.leftOut.map(({ command, why }) => [command, why])).toEqual([
    ['run lint', 'it changes files, and a check must not'],
    ['run e2e', 'end-to-end tests run with --e2e e2e'],
  ])
})
