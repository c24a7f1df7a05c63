import { expect, test } from 'vitest'
import { listedFiles, Resolver } from './resolver.ts'

/** Where a specifier leads from `test/a.test.ts`, below a configuration. */
function lead(config: Readonly<Record<string, string>>, specifier: string): readonly string[] {
  const texts: Readonly<Record<string, string>> = { ...config, 'src/a.ts': '', 'src/b/index.ts': '', 'style.js': '' }
  const resolver = new Resolver(listedFiles(Object.keys(texts), (path) => texts[path]))
  const file = { path: 'test/a.test.ts', language: 'typescript' } as const
  const fact = { kind: 'import', specifier, line: 1, names: [], isTypeOnly: false } as const
  const found = resolver.resolve(file, fact)
  return [...new Set([...(found.kind === 'files' ? found.paths : []), ...resolver.insteadOf(file, fact)])]
}

test('jest: the mapper of package.json and of a configuration, lists, styles, and directories of modules', () => {
  const mapper = String.raw`{ "^@/(.*)$": ["<rootDir>/no/$1", "<rootDir>/src/$1"], "\\.css$": "<rootDir>/style.js" }`
  const inManifest = { 'package.json': `{ "jest": { "moduleNameMapper": ${mapper} } }` }
  expect(lead(inManifest, '@/a')).toEqual(['src/a.ts'])
  expect(lead(inManifest, '../x/y.css')).toEqual(['style.js'])
  const config = (text: string) => ({ 'jest.config.ts': `export default { ${text} }` })
  expect(lead(config("rootDir: './src', moduleNameMapper: { '^~(.*)': '<rootDir>/$1' }"), '~b')).toEqual([
    'src/b/index.ts',
  ])
  expect(lead(config("modulePaths: ['<rootDir>/src']"), 'b')).toEqual(['src/b/index.ts'])
  expect(lead(config("moduleDirectories: ['node_modules', 'src']"), 'a')).toEqual(['src/a.ts'])
})

test('vite and its kin: objects, lists, regular expressions, variables, and what is imported', () => {
  const vite = (alias: string, before = '') => ({
    'vitest.config.mts': `${before}export default { resolve: { ${alias} } }`,
    'alias.js': "export const shared = { '@': new URL('./src', import.meta.url).pathname }",
  })
  for (const alias of [
    "alias: { '@': path.resolve(__dirname, 'src'), x: 'y' }",
    "alias: [{ find: '@', replacement: fileURLToPath(new URL('./src', import.meta.url)) }]",
    String.raw`alias: [{ find: /^@\//, replacement: resolve(root, 'src') + '/' }, { find: /\/\/,/, replacement: 'z' }]`,
    String.raw`alias: [{ find: /^@\/(.*)$/, replacement: 'src/$1' }]`,
    "alias: { '@/': '/src/' }, // { '@': 'no' }",
  ])
    expect(lead(vite(alias), '@/b')).toEqual(['src/b/index.ts'])
  expect(lead(vite('alias', "const alias: Record<string, string> = { '@': 'src' }\n"), '@/a')).toEqual(['src/a.ts'])
  expect(lead(vite('alias: shared', "import { shared } from './alias.js'\n"), '@/a')).toEqual(['src/a.ts'])
  expect(lead(vite("alias: { '@': 'src' }"), '@other/a')).toEqual([])
  expect(lead({ 'webpack.config.js': "module.exports = { resolve: { alias: { x$: 'src/a' } } }" }, 'x')).toEqual([
    'src/a.ts',
  ])
})

test('tsconfig: several in one directory, and one of a package of this code base', () => {
  const paths = (target: string) => `{ "compilerOptions": { "paths": { "${target[0]}/*": ["${target}/*"] } } }`
  expect(lead({ 'tsconfig.app.json': paths('./x'), 'tsconfig.test.json': paths('src') }, 's/a')).toEqual(['src/a.ts'])
  const shared = {
    'tsconfig.json': '{ "extends": "@acme/config/base.json" }',
    'config/package.json': '{ "name": "@acme/config" }',
    'config/base.json': '{ "compilerOptions": { "baseUrl": "..", "paths": { "@/*": ["src/*"] } } }',
  }
  expect(lead(shared, '@/a')).toEqual(['src/a.ts'])
})
