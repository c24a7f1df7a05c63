import { describe } from 'vitest'
import { testFixtures } from './fixture-table.ts'

describe('real output of the compilers, linters, formatters and bundlers of JavaScript', () => {
  testFixtures(`
biome-github: 7
  annotations diagnostic: src/any.ts:1:2 File content differs from formatting output ×2
  annotations diagnostic: src/broken.js:2:10 expected \`:\` but instead found \`1\` (parse)
  annotations diagnostic: src/broken.js:3:1 expected \`:\` but instead found \`}\` (parse)
biome-lint: 4
  biome diagnostic: src/broken.js:2:10 expected \`:\` but instead found \`1\`
  biome diagnostic: src/broken.js:3:1 expected \`:\` but instead found \`}\`
  biome diagnostic: src/broken.js:4:1 expected \`)\` but instead the file ends
biome-ok: 0
esbuild-resolve: 2
  esbuild diagnostic: src/index.js:1:18 Could not resolve "./absent.js"
  esbuild diagnostic: src/index.js:2:14 Could not resolve "nothing-here"
esbuild-syntax: 1
  esbuild diagnostic: src/bad.js:1:6 Expected identifier but found "="
eslint-bad-option: 1
  eslint command: - Error: Key "rules": Key "eqeqeq": Value "sometimes" should be equal to one of the allowed values. Value ["sometimes"] should match some schema in anyOf.
eslint-visualstudio: 2
  eslint diagnostic: bad.js:1:27 Expected '===' and instead saw '=='. (eqeqeq)
  eslint diagnostic: bad.js:1:39 'zork' is not defined. (no-undef)
eslint-compact: 6
  eslint diagnostic: src/broken.js:2:3 Parsing error: Unexpected keyword 'return'
  eslint diagnostic: src/any.ts:1:29 Unexpected any. Specify a different type. (@typescript-eslint/no-explicit-any) ×2
  eslint diagnostic: src/index.js:3:13 Expected '===' and instead saw '=='. (eqeqeq)
eslint-json: 6
  eslint diagnostic: src/broken.js:2:3 Parsing error: Unexpected keyword 'return'
  eslint diagnostic: src/any.ts:1:29 Unexpected any. Specify a different type. (@typescript-eslint/no-explicit-any) ×2
  eslint diagnostic: src/index.js:3:13 Expected '===' and instead saw '=='. (eqeqeq)
eslint-max-warnings: 1
  eslint diagnostic: src/a.js:1:5 'a' is never reassigned. Use 'const' instead (prefer-const)
eslint-no-config: 1
  eslint command: - ESLint couldn't find an eslint.config.(js|mjs|cjs) file.
eslint-no-files: 1
  eslint command: - No files matching the pattern "nothing" were found.
eslint-ok: 0
eslint-stylish: 6
  eslint diagnostic: src/broken.js:2:3 Parsing error: Unexpected keyword 'return'
  eslint diagnostic: src/any.ts:1:29 Unexpected any. Specify a different type (@typescript-eslint/no-explicit-any) ×2
  eslint diagnostic: src/index.js:3:13 Expected '===' and instead saw '==' (eqeqeq)
eslint-unix: 6
  eslint diagnostic: src/broken.js:2:3 Parsing error: Unexpected keyword 'return'
  eslint diagnostic: src/any.ts:1:29 Unexpected any. Specify a different type. (@typescript-eslint/no-explicit-any) ×2
  eslint diagnostic: src/index.js:3:13 Expected '===' and instead saw '=='. (eqeqeq)
eslint-warnings: 0
oxfmt-check: 3
  oxc diagnostic: src/bad.js:1:7 Unexpected token
  oxfmt format: data.json not formatted ×2
oxfmt-ok: 0
oxlint-default: 1
  oxlint diagnostic: src/broken.js:2:10 Expected \`:\` but found \`decimal\`
oxlint-deny-warnings: 2
  oxlint diagnostic: src/a.js:1:5 \`a\` is never reassigned. (eslint(prefer-const))
  oxlint diagnostic: src/a.js:1:5 Identifier name is too short (< 2). (eslint(id-length))
oxlint-deny: 2
  oxlint diagnostic: src/index.js:6:7 Variable 'unused' is declared but never used. Unused variables should start with a '_'. (eslint(no-unused-vars))
  oxlint diagnostic: src/broken.js:2:10 Expected \`:\` but found \`decimal\`
oxlint-github: 1
  annotations diagnostic: src/broken.js:2:10 Expected \`:\` but found \`decimal\` (oxlint)
oxlint-max-warnings: 2
  oxlint diagnostic: src/a.js:1:5 \`a\` is never reassigned. (eslint(prefer-const))
  oxlint diagnostic: src/a.js:1:5 Identifier name is too short (< 2). (eslint(id-length))
oxlint-ok: 0
oxlint-warn-ok: 0
prettier-check: 3
  prettier diagnostic: src/bad.js:1:7 SyntaxError: Unexpected token
  prettier format: data.json not formatted ×2
prettier-list: 2
  prettier format: src/a.js not formatted ×2
prettier-ok: 0
stylelint-fail: 3
  stylelint diagnostic: src/a.css:1:3 Too many declarations, maximum 1 (declaration-block-single-line-max-declarations)
  stylelint diagnostic: src/a.css:1:12 Expected "#FFFFFF" to be "#FFF" (color-hex-length)
  stylelint diagnostic: src/a.css:1:21 Unknown property "colr" (property-no-unknown)
tsc-build-verbose: 2
  tsc diagnostic: packages/a/src/index.ts:2:14 TS2322: Type 'string' is not assignable to type 'number'.
  tsc diagnostic: packages/b/src/index.ts:2:7 TS2345: Argument of type 'number' is not assignable to parameter of type 'string'.
tsc-config: 2
  tsc diagnostic: tsconfig.bad.json:1:44 TS6046: Argument for '--moduleResolution' option must be: 'node10', 'classic', 'node16', 'nodenext', 'bundler'.
  tsc diagnostic: - TS18003: No inputs were found in config file '/repo/tsconfig.bad.json'. Specified 'include' paths were '["nothing"]' and 'exclude' paths were '[]'.
tsc-ok: 0
tsc-plain: 6
  tsc diagnostic: src/main.ts:2:25 TS2307: Cannot find module './nowhere.js' or its corresponding type declarations.
  tsc diagnostic: src/main.ts:5:19 TS2345: Argument of type '{ name: string; price: string; }[]' is not assignable to parameter of type 'readonly Item[]'.
  tsc diagnostic: src/main.ts:7:14 TS2322: Type 'string' is not assignable to type 'number'. ×2
tsc-pretty: 6
  tsc diagnostic: src/main.ts:2:25 TS2307: Cannot find module './nowhere.js' or its corresponding type declarations.
  tsc diagnostic: src/main.ts:5:19 TS2345: Argument of type '{ name: string; price: string; }[]' is not assignable to parameter of type 'readonly Item[]'.
  tsc diagnostic: src/main.ts:7:14 TS2322: Type 'string' is not assignable to type 'number'. ×2
tsc7-pretty: 6
  tsc diagnostic: src/main.ts:2:25 TS2307: Cannot find module './nowhere.js' or its corresponding type declarations.
  tsc diagnostic: src/main.ts:5:19 TS2345: Argument of type '{ name: string; price: string; }[]' is not assignable to parameter of type 'readonly Item[]'.
  tsc diagnostic: src/main.ts:7:14 TS2322: Type 'string' is not assignable to type 'number'. ×2
vite-resolve: 1
  vite diagnostic: src/index.js:1:19 UNRESOLVED_IMPORT: Could not resolve './absent.js' in src/index.js
webpack-resolve: 2
  webpack diagnostic: src/index.js:1:0 Module not found: Error: Can't resolve './absent.js' in '/repo/src'
  webpack diagnostic: src/index.js:2:0 Module not found: Error: Can't resolve 'nothing-here' in '/repo/src'
`)
})
