import path from 'node:path'
import { command, usageError } from '@groundcrew/core/cli'
import { formatTable } from '@groundcrew/core/text'
import type { Recipe } from '../recipes/recipes.ts'
import { renderReview } from '../review/render-review.ts'
import type { Review } from '../review/review.ts'

export const recipesCommand = command({
  name: 'recipes',
  summary: 'changes that are wanted often: list them, or plan one',
  args: [
    { name: 'RECIPE', description: 'import, api-table, default-to-named or require-to-import; without it the list' },
    { name: 'ARG', description: 'what the list says, then files, directories and globs', isVariadic: true },
  ],
  flags: {},
  examples: ['codemod recipes', 'codemod recipes import lodash lodash-es src', 'codemod recipes api-table calls.yml'],
  async run({ args }, io): Promise<Review | { readonly recipes: readonly Recipe[] }> {
    const { readTable, recipes } = await import('../recipes/recipes.ts')
    const [recipe, first, ...rest] = args
    if (recipe === undefined) return { recipes }
    const { planRequest } = await import('../codemod.ts')
    if (recipe === 'import') {
      const [newModule, ...paths] = rest
      if (first === undefined || newModule === undefined) throw usageError('recipes import needs OLD and NEW')
      return planRequest(io, { verb: 'recipe', options: { recipe, oldModule: first, newModule, paths } })
    }
    if (recipe === 'default-to-named') {
      const [name, ...others] = rest
      if (first === undefined || others.length > 0)
        throw usageError('recipes default-to-named needs FILE, and NAME at most')
      return planRequest(io, { verb: 'recipe', options: { recipe, file: first, name, paths: [] } })
    }
    if (recipe === 'require-to-import') {
      return planRequest(io, { verb: 'recipe', options: { recipe, paths: args.slice(1) } })
    }
    if (recipe !== 'api-table') throw usageError(`there is no recipe ${recipe}`, 'codemod recipes lists them')
    if (first === undefined) throw usageError('recipes api-table needs FILE')
    const rules = await readTable(path.resolve(io.cwd, first))
    return planRequest(io, { verb: 'recipe', options: { recipe, rules, paths: rest } })
  },
  render: (data) => {
    if (!('recipes' in data)) return renderReview(data)
    const rows = data.recipes.map(({ usage, summary }) => [usage, summary])
    return [`${rows.length} recipes`, formatTable(rows), 'next: codemod recipes RECIPE …'].join('\n')
  },
})
