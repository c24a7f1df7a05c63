import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Member, Through } from '../report.ts'

/** The line with which a task runner names a task that it runs, or replays. */
const headlines: Readonly<Record<Through['runner'], RegExp>> = {
  turbo: /^(?:::group::)?([^\s:]+):([\w.:-]+?)(?:: cache (?:bypass|miss|hit|disabled).*)?$/gm,
  nx: /^> nx run ([^\s:]+):(\S+)/gm,
  moon: /^[▪▮]{4} ([^\s:]+):([\w.-]+)(?: \(.*)?$/gm,
}

/**
 * The packages whose script a task runner was to run and did not, by what it says: it may know other tasks, or other packages, than its files seem to say. Empty
 * where it names none at all, as an output that is cut does.
 */
export function missingMembers({ runner, expects }: Through, output: string): readonly Member[] {
  if (expects === undefined) return []
  const named = [...stripVTControlCharacters(output).matchAll(headlines[runner])]
  const ran = new Set(named.filter(([, , task]) => task === expects.task).map(([, project = '']) => project))
  if (ran.size === 0) return []
  const missing = expects.members.filter((member) => !namesOf(member).some((name) => ran.has(name)))
  const known = new Set(expects.members.flatMap(namesOf))
  // nx and moon let a project have a name of its own.
  const strangers = [...ran].filter((project) => !known.has(project)).length
  return missing.length > strangers ? missing : []
}

function namesOf({ directory, name }: Member): readonly string[] {
  const last = (name ?? '').split('/').at(-1) ?? ''
  return [...(name === undefined ? [] : [name, last]), directory, path.posix.basename(directory)]
}
