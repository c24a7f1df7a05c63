import { existsSync } from 'node:fs'
import path from 'node:path'
import type { JunitCase } from '@groundcrew/core/failures'

/**
 * The id that flake itself gives to a test of a report: vitest and flake write the file as the class, pytest the module and the class
 * with dots; of others it is their words.
 */
export function junitId({ classname, name, file }: JunitCase, root: string): string {
  if (existsSync(path.join(root, classname)) && classname !== '') return `${classname} > ${name}`
  const parts = classname.split('.')
  for (let length = parts.length; length > 0; length -= 1) {
    const module = `${parts.slice(0, length).join('/')}.py`
    if (existsSync(path.join(root, module))) return [module, ...parts.slice(length), name].join('::')
  }
  if (file !== undefined && file !== '') return [path.relative(root, path.resolve(root, file)), name].join(' > ')
  return classname === '' || classname === name ? name : `${classname} > ${name}`
}
