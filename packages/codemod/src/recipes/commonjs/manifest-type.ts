import path from 'node:path'
import { applyEdits, modify } from 'jsonc-parser'
import { diffTexts } from '../../plan/diff-text.ts'
import { findCandidates, literalPath } from '../../plan/candidates.ts'
import type { EditedFile } from '../../plan/make-plan.ts'
import type { CommonJs } from './common-js.ts'
import type { CommonJsWorld } from './require-to-import.ts'
import { manifestOf, nearest } from './surroundings.ts'

export interface ManifestOutcome {
  readonly edited: readonly EditedFile[]
  /** Manifests that Node takes as those of CommonJS, though there are ES modules below them now. */
  readonly behind: readonly { readonly manifest: string; readonly because: string }[]
}

/** Gives a package `"type": "module"` where all that Node runs in it is an ES module now. */
export async function editManifests(world: CommonJsWorld, listed: readonly string[]): Promise<ManifestOutcome> {
  const { files } = world.layout
  const owner = (file: string): string | undefined => nearest(files, file, ['package.json'])
  const plain = [...world.converted.keys()].filter((file) => /\.jsx?$/.test(file))
  const manifests = [...new Set(plain.map(owner))].filter((manifest) => manifest !== undefined)
  const edited: EditedFile[] = []
  const behind: { manifest: string; because: string }[] = []
  for (const manifest of manifests.sort()) {
    if (manifestOf(files, manifest).type === 'module') continue
    const own = listed.filter((file) => owner(file) === manifest)
    const stays = own.find(
      (file) => /\.jsx?$/.test(file) && !world.converted.has(file) && isCommonJs(world.modules.get(file)),
    )
    const compiled = own.find((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
    const because = stays === undefined ? compiled && `${compiled} is compiled` : `${stays} stays CommonJS`
    const edit = because === undefined ? await withType(world, manifest) : undefined
    if (edit === undefined) behind.push({ manifest, because: because ?? 'it may not be changed' })
    else edited.push(edit)
  }
  return { edited, behind }
}

function isCommonJs(module: CommonJs | undefined): boolean {
  return (
    module !== undefined &&
    module.requires.length + module.exportRefs.length + module.directories.length + module.left.length > 0
  )
}

async function withType({ place }: CommonJsWorld, manifest: string): Promise<EditedFile | undefined> {
  const { files } = await findCandidates(place, { paths: [literalPath(manifest)], mayMatch: () => true })
  const [file] = files
  if (file === undefined) return undefined
  const { text } = file.decoded
  const tabSize = /\n( +)"/.exec(text)?.[1]?.length ?? 2
  const fresh = applyEdits(
    text,
    modify(text, ['type'], 'module', {
      formattingOptions: { insertSpaces: !/\n\t"/.test(text), tabSize, eol: '\n' },
      getInsertionIndex: (properties) =>
        properties.findIndex((name) => name === 'version') + 1 || properties.indexOf('name') + 1,
    }),
  )
  const edits = diffTexts(text, fresh).map((edit) => ({ ...edit, kind: 'code' as const, shape: '`"type": "module"`' }))
  return path.posix.basename(manifest) === 'package.json' ? { file, edits } : undefined
}
