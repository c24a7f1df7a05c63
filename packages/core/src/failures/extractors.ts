import type { Extractor } from './extractor.ts'
import { annotations } from './extractors/annotations.ts'
import { bun } from './extractors/bun.ts'
import { ava } from './extractors/ava.ts'
import { biome } from './extractors/biome.ts'
import { black } from './extractors/black.ts'
import { bundlers } from './extractors/bundlers.ts'
import { cargoTest } from './extractors/cargo-test.ts'
import { ctest } from './extractors/ctest.ts'
import { dartAnalyze, dartTest } from './extractors/dart.ts'
import { deno } from './extractors/deno.ts'
import { docker } from './extractors/docker.ts'
import { dotnet } from './extractors/dotnet.ts'
import { elixir } from './extractors/elixir.ts'
import { eslint } from './extractors/eslint.ts'
import { exunit } from './extractors/exunit.ts'
import { flake8 } from './extractors/flake8.ts'
import { gcc } from './extractors/gcc.ts'
import { generic } from './extractors/generic.ts'
import { go } from './extractors/go.ts'
import { goTest } from './extractors/go-test.ts'
import { gradle } from './extractors/gradle.ts'
import { jasmine } from './extractors/jasmine.ts'
import { javaStack } from './extractors/java-stack.ts'
import { javac } from './extractors/javac.ts'
import { jest } from './extractors/jest.ts'
import { jsonDiagnostics } from './extractors/json-diagnostics.ts'
import { jsonReport } from './extractors/json-report.ts'
import { lefthook } from './extractors/lefthook.ts'
import { make } from './extractors/make.ts'
import { maven } from './extractors/maven.ts'
import { minitest } from './extractors/minitest.ts'
import { mocha } from './extractors/mocha.ts'
import { mypy } from './extractors/mypy.ts'
import { nativeCrash } from './extractors/native-crash.ts'
import { nextest } from './extractors/nextest.ts'
import { nodeCrash } from './extractors/node-crash.ts'
import { nodeTest } from './extractors/node-test.ts'
import { npm } from './extractors/npm.ts'
import { oxc } from './extractors/oxc.ts'
import { oxfmt } from './extractors/oxfmt.ts'
import { perlTest } from './extractors/perl-test.ts'
import { phpCrash } from './extractors/php-crash.ts'
import { phpstan } from './extractors/phpstan.ts'
import { phpunit } from './extractors/phpunit.ts'
import { pip } from './extractors/pip.ts'
import { playwright } from './extractors/playwright.ts'
import { pnpm } from './extractors/pnpm.ts'
import { preCommit } from './extractors/pre-commit.ts'
import { prettier } from './extractors/prettier.ts'
import { pyright } from './extractors/pyright.ts'
import { pytest } from './extractors/pytest.ts'
import { pythonTraceback } from './extractors/python-traceback.ts'
import { rspec } from './extractors/rspec.ts'
import { rubocop } from './extractors/rubocop.ts'
import { rubyCrash } from './extractors/ruby-crash.ts'
import { ruff } from './extractors/ruff.ts'
import { sbt } from './extractors/sbt.ts'
import { rustc } from './extractors/rustc.ts'
import { shell } from './extractors/shell.ts'
import { svelteCheck } from './extractors/svelte-check.ts'
import { tap } from './extractors/tap.ts'
import { teamcity } from './extractors/teamcity.ts'
import { terraform } from './extractors/terraform.ts'
import { testSummaries } from './extractors/test-summaries.ts'
import { tsc } from './extractors/tsc.ts'
import { unittest } from './extractors/unittest.ts'
import { uvu } from './extractors/uvu.ts'
import { vitest } from './extractors/vitest.ts'
import { xmlDiagnostics } from './extractors/xml-diagnostics.ts'
import { yarn } from './extractors/yarn.ts'

/** In the order in which they read; an earlier one names a failure that two of them see. */
export const EXTRACTORS: readonly Extractor[] = [
  tsc,
  eslint,
  oxc,
  biome,
  prettier,
  oxfmt,
  bundlers,
  svelteCheck,
  jsonReport,
  xmlDiagnostics,
  teamcity,
  vitest,
  jest,
  nodeTest,
  tap,
  mocha,
  ava,
  jasmine,
  uvu,
  bun,
  deno,
  playwright,
  pytest,
  unittest,
  mypy,
  pyright,
  ruff,
  flake8,
  black,
  goTest,
  go,
  nextest,
  cargoTest,
  rustc,
  rspec,
  minitest,
  rubocop,
  phpunit,
  phpstan,
  sbt,
  maven,
  gradle,
  ctest,
  exunit,
  dotnet,
  dartTest,
  dartAnalyze,
  perlTest,
  testSummaries,
  javac,
  elixir,
  terraform,
  gcc,
  jsonDiagnostics,
  preCommit,
  make,
  docker,
  npm,
  pnpm,
  yarn,
  pip,
  nodeCrash,
  pythonTraceback,
  javaStack,
  rubyCrash,
  phpCrash,
  nativeCrash,
  shell,
  annotations,
  lefthook,
  generic,
]
