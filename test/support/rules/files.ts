import type { Repository } from '../repository.ts'

const sourceBytesMax = 40_000
const fileBytesMax = 200_000
const reasonlessDisable = /(?:\/\/|\/\*)\s*(?:oxlint|eslint)-disable(?!.* -- \S)/
const exitAllowance = /(?:\/\/|\/\*)\s*(?:oxlint|eslint)-disable.*no-process-exit/
/** The one file that may end the process. */
const exitDoor = 'packages/core/src/cli/main.ts'

export function filesAreSmall(repository: Repository): readonly string[] {
  return repository.files.flatMap((file) => {
    const sizeBytes = Buffer.byteLength(repository.read(file))
    const isSource = /\.[cm]?[jt]s$/.test(file) && !isFixture(file)
    const sizeBytesMax = isSource ? sourceBytesMax : fileBytesMax
    if (sizeBytes <= sizeBytesMax || file === 'pnpm-lock.yaml') return []
    return [`${file}: ${sizeBytes} bytes, more than ${sizeBytesMax}`]
  })
}

/** A path of the machine it was written on works on no other. */
export function noMachinePaths(repository: Repository): readonly string[] {
  return grep(repository, /(?<![\w.)}\]*-])\/(?:root|work|home\/[a-z]\w*|Users\/[a-z]\w*)\//i, 'a path of one machine')
}

/** What is to be done is an issue; a marker in the code is read by nobody. */
export function noUnfinishedMarkers(repository: Repository): readonly string[] {
  return grep(repository, /(?:\/\/|\/\*|^\s*\*|#|<!--)\s*(?:TODO|FIXME|XXX)\b/, 'an unfinished marker')
}

/** A lint rule is switched off with a reason, and the rule about ending the process in one place alone. */
export function lintStaysOn(repository: Repository): readonly string[] {
  const elsewhere = repository.files.filter((file) => file !== exitDoor)
  return [
    ...grep(repository, reasonlessDisable, 'a lint rule is switched off without a reason'),
    ...grep({ ...repository, files: elsewhere }, exitAllowance, `only ${exitDoor} ends the process`),
    ...grep(repository, /(?:\/\/|\/\*)\s*@ts-(?:ignore|nocheck|expect-error)/, 'the type check is switched off'),
  ]
}

/** Files are published from, and run from, machines where a link or an odd name does not survive. */
export function namesArePlain({ files }: Repository): readonly string[] {
  return files
    .filter((file) => !isFixture(file) && !/^[\w./-]+$/.test(file))
    .map((file) => `${JSON.stringify(file)}: letters, digits, dots, dashes and underscores only`)
}

function grep(repository: Repository, pattern: RegExp, what: string): readonly string[] {
  const files = repository.files.filter((file) => !isFixture(file) && file !== 'pnpm-lock.yaml')
  return files.flatMap((file) =>
    repository
      .read(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${what}`] : [])),
  )
}

function isFixture(file: string): boolean {
  return file.startsWith('test/fixtures/')
}
