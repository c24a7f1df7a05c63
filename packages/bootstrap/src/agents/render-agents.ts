import path from 'node:path'
import type { Style } from '@groundcrew/core/cli'
import { count, escapeLine, truncateLine } from '@groundcrew/core/text'
import type { AgentsReport } from './agents.ts'
import type { ConformanceReport } from './test-agents.ts'

/** What is or would be installed: the verdict, a line for each file that is not as it was, and the next command. */
export function renderAgents(report: AgentsReport | ConformanceReport, style: Style): string {
  return report.kind === 'test' ? renderConformance(report, style) : renderInstallation(report, style)
}

function renderConformance({ cases, foreign }: ConformanceReport, style: Style): string {
  const wrong = cases.filter(({ isRight }) => !isRight)
  const faulty = foreign.filter(({ fault }) => fault !== undefined)
  const hostCount = new Set(cases.map(({ host }) => host)).size
  const total = `${count(cases.length, 'case')} in ${count(hostCount, 'host')} (emulated contracts)`
  const head =
    wrong.length === 0
      ? `${style.green('agents test ok')}: ${total}`
      : `${style.red('agents test failed')}: ${wrong.length} of ${total}`
  const judged = foreign.length === 0 ? '' : `; ${faulty.length} of ${count(foreign.length, 'other hook')} cannot block`
  return [
    head + judged,
    ...wrong.map(
      ({ host, moment, name, expected, found }) => `wrong ${host} ${moment}  ${name}: ${found}, not ${expected}`,
    ),
    ...faulty.map(({ file, event, command, fault = '' }) =>
      truncateLine(escapeLine(`${file}: your ${event} hook \`${command}\` ${fault}`), lineLengthMax),
    ),
    `next: ${wrong.length === 0 ? 'bootstrap agents status' : 'bootstrap agents test --json'}`,
  ].join('\n')
}

const lineLengthMax = 300

function renderInstallation(report: AgentsReport, style: Style): string {
  const { root, files, remarks } = report
  const shown = files.filter(({ state }) => state !== 'same')
  const lines = shown.map(({ path: file, what, state }) => {
    const name = path.relative(root, file)
    return `${state} ${escapeLine(name.startsWith('..') ? file : name)}  ${escapeLine(what)}`
  })
  return [
    verdict(report, style),
    ...lines,
    ...remarks.map((remark) => `note: ${escapeLine(remark)}`),
    `next: ${nextCommand(report)}`,
  ].join('\n')
}

function verdict({ kind, files, hosts, level, gitHooks, isLogging }: AgentsReport, style: Style): string {
  const changed = files.filter(({ state }) => state !== 'same').length
  const who = hosts.length === 0 ? 'no host' : hosts.join(', ')
  const how = `${who}; git hooks by ${gitHooks}; level ${level}`
  switch (kind) {
    case 'plan':
      return `agents: ${changed === 0 ? 'nothing to write' : `${count(changed, 'file')} to write`} for ${how}`
    case 'install':
      return `${style.green('agents installed')}: ${changed === 0 ? 'nothing to write' : `${count(changed, 'file')} written`} for ${how}`
    case 'status': {
      const log = isLogging ? 'call log on' : 'call log off'
      const state = changed === 0 ? 'as installed' : `${count(changed, 'file')} not as installed`
      return `agents: ${state}; ${how}; ${log}`
    }
    case 'uninstall': {
      const left = files.filter(({ state }) => state === 'left').length
      const remark = left === 0 ? '' : `, ${left} left as they are`
      return `${style.green('agents uninstalled')}: ${count(changed - left, 'file')} as before${remark}`
    }
  }
}

function nextCommand({ kind, files }: AgentsReport): string {
  switch (kind) {
    case 'plan':
      return files.some(({ state }) => state !== 'same') ? 'bootstrap agents' : 'bootstrap agents status'
    case 'install':
      return 'bootstrap agents test'
    case 'status':
      return files.some(({ state }) => state !== 'same') ? 'bootstrap agents' : 'doctor --usage'
    case 'uninstall':
      return 'git status'
  }
}
