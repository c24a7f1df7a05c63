import type { ReadWorkspaceOptions, Workspace } from './types.ts'

export async function readWorkspace(root: string, options: ReadWorkspaceOptions = {}): Promise<Workspace> {
  return {
    root,
    fileCount: options.files?.length ?? 0,
    languages: [],
    packages: [],
    packageManagers: [],
    requirements: [],
    commands: [],
    services: [],
    environmentVariables: [],
    orchestrators: [],
    problems: [],
  }
}
