import { usageError, type Io } from '@groundcrew/core/cli'
import {
  agentsStatus,
  installAgents,
  planAgents,
  uninstallAgents,
  type AgentsOptions,
  type AgentsReport,
} from './agents.ts'
import { testAgents, type ConformanceReport } from './test-agents.ts'

const verbs = ['install', 'status', 'test', 'uninstall'] as const

interface VerbOptions extends AgentsOptions {
  readonly isPlan: boolean
}

export async function runAgentsVerb(
  io: Io,
  word: string,
  options: VerbOptions,
): Promise<AgentsReport | ConformanceReport> {
  const verb = verbs.find((candidate) => candidate === word)
  switch (verb) {
    case 'install':
      return options.isPlan ? planAgents(io, options) : installAgents(io, options)
    case 'status':
      return agentsStatus(io)
    case 'test':
      return testAgents(io, options.hosts)
    case 'uninstall':
      return uninstallAgents(io)
    case undefined:
      throw usageError(`agents has no verb '${word}'`, `the verbs are ${verbs.join(', ')}`)
  }
}
