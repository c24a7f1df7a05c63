import { describe, expect, test } from 'vitest'
import { definitionOf, definitionOfProgram } from './definitions.ts'
import { normalise } from './version.ts'

/** What each program prints, and the version in it. */
const banners: readonly (readonly [tool: string, output: string, version: string])[] = [
  ['node', 'v20.19.1', '20.19.1'],
  ['npm', '10.8.2', '10.8.2'],
  ['pnpm', ' WARN  something\n9.1.0', '9.1.0'],
  ['yarn', '4.1.0', '4.1.0'],
  ['bun', '1.1.30', '1.1.30'],
  ['deno', 'deno 1.40.0 (release, x86_64-unknown-linux-gnu)\nv8 12.0', '1.40.0'],
  ['python', 'Python 3.13.0rc2', '3.13.0'],
  ['pip', 'pip 24.0 from /usr/lib/python3/dist-packages/pip (python 3.11)', '24.0.0'],
  ['pipenv', 'pipenv, version 2023.12.1', '2023.12.1'],
  ['pdm', 'PDM, version 2.12.3', '2.12.3'],
  ['poetry', 'Poetry (version 1.8.2)', '1.8.2'],
  ['poetry', 'Poetry version 1.1.12', '1.1.12'],
  ['uv', 'uv 0.5.1 (abcdef 2024-11-08)', '0.5.1'],
  ['go', 'go version go1.22rc1 linux/amd64', '1.22.0'],
  ['rust', 'rustc 1.78.0-nightly (abcdef 2024-02-10)', '1.78.0'],
  ['cargo', 'cargo 1.78.0 (54d8815d0 2024-03-26)', '1.78.0'],
  ['ruby', 'ruby 3.2.2p53 (2023-03-30 revision e51014f9c0) [x86_64-linux]', '3.2.2'],
  ['ruby', 'jruby 9.4.5.0 (3.1.4) 2023-11-02', '9.4.5'],
  ['bundler', 'Bundler version 2.4.10', '2.4.10'],
  ['bundler', '4.0.1', '4.0.1'],
  ['php', 'PHP 8.2.7 (cli) (built: Jun  9 2023 19:37:27) (NTS)', '8.2.7'],
  ['composer', 'Composer version 2.7.1 2024-02-09 15:26:28', '2.7.1'],
  ['java', 'openjdk version "17.0.9" 2023-10-17\nOpenJDK Runtime Environment', '17.0.9'],
  ['java', 'java version "1.8.0_392"', '8.0.392'],
  ['java', 'openjdk version "21" 2023-09-19', '21.0.0'],
  ['maven', 'Apache Maven 3.8.7\nMaven home: /usr/share/maven', '3.8.7'],
  ['gradle', '\n------\nGradle 8.5\n------\n', '8.5.0'],
  ['dotnet', '8.0.204', '8.0.204'],
  ['make', 'GNU Make 4.3\nBuilt for x86_64-pc-linux-gnu', '4.3.0'],
  ['just', 'just 1.25.2', '1.25.2'],
  ['task', 'Task version: v3.35.1 (h1:abc)', '3.35.1'],
  ['docker', 'Docker version 26.0.0, build 2ae903e', '26.0.0'],
  ['terraform', 'Terraform v1.7.4\non linux_amd64', '1.7.4'],
  ['helm', 'v3.14.0+g3fc9f4b', '3.14.0'],
  ['kubectl', 'Client Version: v1.29.2\nKustomize Version: v5.0.4', '1.29.2'],
  ['some-tool', 'some-tool version 2.5', '2.5.0'],
]

test.each(banners)('%s: %j is %s', (tool, output, version) => {
  expect(normalise(definitionOf(tool).versionPattern.exec(output)?.[1])).toBe(version)
})

describe('an answer of something else', () => {
  test.each([
    ['node', 'Node.js is a runtime, see node 20 docs'],
    ['python', 'usage: python [-h] 3.11'],
    ['make', 'version 4.3'],
    ['go', 'go game 1.22'],
  ])('%s: %j is no version', (tool, output) => {
    expect(definitionOf(tool).versionPattern.exec(output)).toBeNull()
  })
})

test.each([
  ['python3', 'python'],
  ['python', 'python'],
  ['npx', 'npm'],
  ['mvn', 'maven'],
  ['bundle', 'bundler'],
  ['ruff', 'ruff'],
])('the program %s belongs to %s', (program, tool) => {
  expect(definitionOfProgram(program).name).toBe(tool)
})
