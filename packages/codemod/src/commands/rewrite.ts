import path from 'node:path'
import { command, usageError } from '@groundcrew/core/cli'
import { renderReview } from '../review/render-review.ts'

export const rewriteCommand = command({
  name: 'rewrite',
  summary: 'plan the rewriting of code that a pattern matches, whatever its layout',
  args: [
    { name: 'PATTERN', description: 'code, in which $A is any one node and $$$A any number of them' },
    { name: 'NEW', description: 'the new code with the same captures' },
    { name: 'PATH', description: 'files, directories and globs; "!" leaves out', isVariadic: true },
  ],
  flags: {
    lang: {
      kind: 'list',
      value: 'LANG',
      separator: ',',
      description: 'only these languages, such as tsx, css or python',
    },
    'add-import': {
      kind: 'string',
      value: 'TEXT',
      description: 'an import for each file that is changed and lacks it',
    },
    rule: { kind: 'string', value: 'FILE', description: 'a rule file of ast-grep with a fix, for PATTERN and NEW' },
  },
  examples: [
    "codemod rewrite 'hasOwn($A, $B)' 'Object.hasOwn($A, $B)'",
    "codemod rewrite 'assert($$$ARGS)' 'ok($$$ARGS)' --add-import \"import { ok } from 'node:assert'\" test",
    'codemod rewrite --rule no-var.yml src',
  ],
  async run({ flags, args }, io) {
    const { planRequest } = await import('../codemod.ts')
    const common = { languages: flags.lang, addImport: flags['add-import'] }
    if (flags.rule !== undefined) {
      const { readRuleFile } = await import('../rewrite/rewrite.ts')
      const ruleText = await readRuleFile(path.resolve(io.cwd, flags.rule))
      const options = { ...common, pattern: undefined, replacement: undefined, ruleText, paths: args }
      return planRequest(io, { verb: 'rewrite', options })
    }
    const [pattern, replacement, ...paths] = args
    if (pattern === undefined || replacement === undefined) {
      throw usageError('codemod rewrite needs PATTERN and NEW, or --rule', 'codemod rewrite --help')
    }
    return planRequest(io, {
      verb: 'rewrite',
      options: { ...common, pattern, replacement, ruleText: undefined, paths },
    })
  },
  render: (review) => renderReview(review),
})
