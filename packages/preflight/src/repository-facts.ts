import { ToolError, type Io } from '@groundcrew/core/cli'
import { changedFiles, findRepository } from '@groundcrew/core/repo'
import type { Workspace } from '@groundcrew/core/workspace'
import type { RepositoryFacts } from './judge-result.ts'

export interface FactSources {
  readonly files: readonly string[]
  readonly workspace: Workspace
  readonly env: Io['env']
}

/** The facts that place a failure, read once and only when they are asked for. */
export function readRepositoryFacts({ files, workspace, env }: FactSources): () => Promise<RepositoryFacts> {
  let facts: Promise<RepositoryFacts> | undefined
  return () => {
    facts ??= readChanged(workspace.root, env).then((changed) => ({
      files: new Set(files),
      packages: new Map(
        workspace.packages.flatMap(({ name, directory }) => (name === undefined ? [] : [[name, directory]])),
      ),
      changedFiles: changed,
    }))
    return facts
  }
}

/** Files with uncommitted changes. Without git, or in a repository that git refuses, none is known: the order of causes is all that it costs. */
async function readChanged(root: string, env: Io['env']): Promise<ReadonlySet<string>> {
  try {
    const repository = await findRepository(root, env)
    if (repository === undefined) return new Set()
    const changes = await changedFiles(repository, { kind: 'work-tree' })
    return new Set(changes.map(({ path }) => path))
  } catch (error) {
    if (error instanceof ToolError) return new Set()
    throw error
  }
}
