import type { Layout } from '../layout.ts'

/** Whether a package gives the source out under its name: then others may import it who are not here. */
export function isEntry(layout: Layout, file: string): boolean {
  const owner = layout.packageOf(file)
  if (owner === undefined) return false
  const manifest = layout.files.text(owner.directory === '' ? 'package.json' : `${owner.directory}/package.json`) ?? ''
  const forms = /"exports"\s*:/.test(manifest) ? layout.specifiers('package.json', file) : [owner.name]
  return forms.some(
    (form) =>
      (form === owner.name || form.startsWith(`${owner.name}/`)) && layout.resolve('package.json', form) === file,
  )
}
