import { languageOfPath } from '@groundcrew/code-map'
import type { Roles } from './directions.ts'
import { isNamedAfter } from './python-members.ts'
import { isChangedLine, type Side } from './side.ts'
import type { SourceTree } from './source-tree.ts'
import type { Wanted } from './uses.ts'

/**
 * Whether a method of Ruby that is called by its name alone is that of a class: nothing else has one of the name, and the variable has the name
 * of the class, or the side that calls it names the class elsewhere on its changed lines.
 */
export async function isMeantRubyMember(
  wanted: Wanted,
  { unbound }: { readonly unbound: string },
  { provider, consumer }: Roles,
): Promise<boolean> {
  const isNamed = isNamedAfter(unbound.replace(/^@/, ''), wanted.name) || (await namesConstant(consumer, wanted.name))
  if (!isNamed) return false
  const others = [provider.after, consumer.after].map(async (tree) => await declaresElsewhere(tree, wanted))
  return !(await Promise.all(others)).includes(true)
}

async function namesConstant({ files, after }: Side, name: string): Promise<boolean> {
  const word = new RegExp(String.raw`\b${name}\b`)
  for (const file of files) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const source = languageOfPath(file.path) === 'ruby' ? await after.read(file.path) : undefined
    const lines = source?.toString('utf8').split('\n') ?? []
    if (lines.some((line, index) => isChangedLine(file, index + 1) && word.test(line))) return true
  }
  return false
}

/** Another file may give a method of the name to something, or the same one to another class. */
async function declaresElsewhere(tree: SourceTree, { path, name, member = '' }: Wanted): Promise<boolean> {
  const paths = await tree.filesWith(member.replace(/[?!=]$/, ''), '*.rb')
  await tree.load(paths)
  for (const other of paths) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = await tree.open(other)
    const isOther = open?.symbols.some(
      ({ name: own, parent }) => own === member && (other !== path || open.symbols[parent]?.name !== name),
    )
    if (isOther === true) return true
  }
  return false
}
