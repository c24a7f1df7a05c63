import { directoryOf } from '../paths.ts'

const CONFIGURATION =
  /(?:^|\/)(?:(?:vitest|jest|vite|babel|webpack|rollup|mocha|ava|karma|playwright|cypress)(?:[.-][\w-]+)*\.(?:config|workspace)(?:[.-][\w-]+)*\.[cm]?[jt]s|jest(?:[.-][\w-]+)+\.json|\.babelrc(?:\.\w+)?|\.mocharc\.\w+|mocha\.opts|\.taprc|support\/jasmine\.json|\.swcrc|tsconfig[\w.-]*\.json|jsconfig\.json|pyproject\.toml|setup\.cfg|setup\.py|pytest\.ini|tox\.ini|go\.mod|go\.work|Gemfile|\.rspec|pnpm-workspace\.yaml|\.npmrc|\.nvmrc|\.node-version|\.python-version)$/

/** What says how code is built, run and tested, and reaches every test below it. */
export function isConfiguration(path: string): boolean {
  return CONFIGURATION.test(path)
}

/** The directory that a configuration speaks for: jasmine's stands two below its package. */
export function configuredBy(path: string): string {
  return directoryOf(path).replace(JASMINE_SUPPORT, '')
}

const JASMINE_SUPPORT = /(?:^|\/)[^/]+\/support$/
