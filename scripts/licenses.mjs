/** The licenses of the packages that a bundle contains, as they ask for: `dist/licenses/<name>-<version>.txt`. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @param {string} root
 * @param {readonly string[]} inputs the files of a bundle, relative to the root
 */
export function writeLicenses(root, inputs) {
  const folders = new Set(inputs.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0]))
  const target = join(root, 'dist', 'licenses')
  mkdirSync(target, { recursive: true })
  for (const folder of folders) {
    if (folder === undefined) continue
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
    const path = join(target, `${name.replaceAll('/', '-')}-${version}.txt`)
    if (!existsSync(path)) writeFileSync(path, `${name} ${version}\n\n${licenseText(join(root, folder)) ?? license}\n`)
  }
}

/** @param {string} folder */
function licenseText(folder) {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name))
  return file === undefined ? undefined : readFileSync(join(folder, file), 'utf8').trim()
}
