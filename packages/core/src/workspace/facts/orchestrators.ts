import { byEvidence } from '../source/order.ts'
import { joinPath } from '../source/paths.ts'
import type { Sources } from '../source/sources.ts'
import type { Orchestrator, OrchestratorName, Package } from '../types.ts'

const files: Readonly<Record<Exclude<OrchestratorName, 'husky' | 'mise'>, readonly string[]>> = {
  turbo: ['turbo.json', 'turbo.jsonc'],
  nx: ['nx.json'],
  moon: ['.moon/workspace.yml'],
  lerna: ['lerna.json'],
  lefthook: ['lefthook.yml', 'lefthook.yaml', '.lefthook.yml', '.lefthook.yaml', 'lefthook.toml', 'lefthook.json'],
  'pre-commit': ['.pre-commit-config.yaml'],
  hk: ['hk.pkl'],
  just: ['justfile', 'Justfile', '.justfile'],
  make: ['GNUmakefile', 'makefile', 'Makefile'],
  task: ['Taskfile.yml', 'Taskfile.yaml', 'taskfile.yml', 'taskfile.yaml', 'Taskfile.dist.yml', 'Taskfile.dist.yaml'],
  tox: ['tox.ini'],
  nox: ['noxfile.py'],
}

/** Task runners and hook managers, looked for where packages are: a makefile deep in a source tree is no entry point. */
export function readOrchestrators(sources: Sources, packages: readonly Package[]): Orchestrator[] {
  const owners = packages.filter(({ membership }) => membership !== 'detached')
  const found: Orchestrator[] = []
  for (const directory of new Set(['.', ...owners.map((owner) => owner.directory)])) {
    for (const [name, candidates] of Object.entries(files)) {
      const file = sources.index.first(directory, candidates)
      if (file !== undefined) found.push({ name: name as OrchestratorName, evidence: { file, line: 1 } })
    }
    const husky = sources.index.inside(joinPath(directory, '.husky')).find((file) => !file.endsWith('.gitignore'))
    if (husky !== undefined) found.push({ name: 'husky', evidence: { file: husky, line: 1 } })
    const mise = miseTasks(sources, directory)
    if (mise !== undefined) found.push(mise)
  }
  return found.sort(byEvidence)
}

/** A mise file is a task runner only when it has tasks. */
function miseTasks(sources: Sources, directory: string): Orchestrator | undefined {
  for (const file of sources.index.present(directory, ['mise.toml', '.mise.toml', '.config/mise.toml'])) {
    const at = sources.lines(file).findIndex((line) => /^\s*\[tasks\b/.test(line))
    if (at >= 0) return { name: 'mise', evidence: { file, line: at + 1 } }
  }
  return undefined
}
