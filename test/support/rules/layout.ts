import { launcherText } from '../../../scripts/tool-template.mjs'
import { listPackages, listTools, unique, type Repository } from '../repository.ts'

/** A tool is a package, a launcher, an entry of `bin`, a docs page and a black-box test: all of them or none. */
export function everyToolIsWhole(repository: Repository): readonly string[] {
  const { bin = {} } = repository.readManifest('package.json')
  const launchers = repository.files.map((file) => /^bin\/(.+)$/.exec(file)?.[1])
  const tools = unique([...listTools(repository), ...launchers, ...Object.keys(bin)])
  return tools.flatMap((tool) => [
    ...toolFiles(tool)
      .filter((file) => !repository.has(file))
      .map((file) => `${file}: missing, ${tool} is not whole without it`),
    ...(bin[tool] === `bin/${tool}` ? [] : [`package.json: "bin" does not map ${tool} to bin/${tool}`]),
  ])
}

function toolFiles(tool: string): readonly string[] {
  const own = ['package.json', 'src/bin.ts', 'src/cli.ts', `src/${tool}.ts`, 'src/render.ts']
  return [
    ...own.map((file) => `packages/${tool}/${file}`),
    `bin/${tool}`,
    `docs/${tool}.md`,
    `test/tools/${tool}.test.ts`,
  ]
}

export function launchersHoldNoLogic(repository: Repository): readonly string[] {
  const launchers = repository.files.filter((file) => file.startsWith('bin/'))
  return launchers.flatMap((file) => [
    ...(repository.read(file) === launcherText(file.slice('bin/'.length)) ? [] : [`${file}: not the launcher's text`]),
    ...(repository.isExecutable(file) ? [] : [`${file}: not executable`]),
  ])
}

/** Each folder of core with an index.ts is one subpath export, and nothing else is. */
export function coreExportsItsLayers(repository: Repository): readonly string[] {
  const { exports = {} } = repository.readManifest('packages/core/package.json')
  const folders = repository.files.map((file) => /^packages\/core\/src\/([^/]+)\/index\.ts$/.exec(file)?.[1])
  const expected = new Map(unique(folders).map((name) => [`./${name}`, `./src/${name}/index.ts`]))
  return unique([...expected.keys(), ...Object.keys(exports)])
    .filter((door) => exports[door] !== expected.get(door))
    .map(
      (door) =>
        `packages/core/package.json: "exports" has ${door} as ${exports[door]}, the folders say ${expected.get(door)}`,
    )
}

export function packagesAreNamedAfterTheirFolder(repository: Repository): readonly string[] {
  return listPackages(repository).flatMap((folder) => {
    const file = `packages/${folder}/package.json`
    const { name, private: isPrivate, type } = repository.readManifest(file)
    return [
      ...(name === `@groundcrew/${folder}` ? [] : [`${file}: named ${name}, not @groundcrew/${folder}`]),
      ...(isPrivate === true && type === 'module' ? [] : [`${file}: not private or not of type module`]),
    ]
  })
}

/** The launcher must refuse what `engines` excludes. */
export function oneOldestNode(repository: Repository): readonly string[] {
  const engines = repository.readManifest('package.json').engines?.['node']
  const [, major, minor] =
    /nodeMin = \{ major: (\d+), minor: (\d+) \}/.exec(repository.read('scripts/launch.cjs')) ?? []
  return engines === `>=${major}.${minor}`
    ? []
    : [`scripts/launch.cjs: nodeMin is ${major}.${minor}, package.json says ${engines}`]
}
