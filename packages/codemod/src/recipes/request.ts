export interface RecipeRequest {
  readonly verb: 'recipe'
  readonly options: RecipeRequestOptions
}

export type RecipeRequestOptions = ImportRecipe | ApiTableRecipe | DefaultRecipe | RequireRecipe

interface ImportRecipe {
  readonly recipe: 'import'
  readonly oldModule: string
  readonly newModule: string
  readonly paths: readonly string[]
}

interface ApiTableRecipe {
  readonly recipe: 'api-table'
  /** Applied one after the other. */
  readonly rules: readonly ApiRule[]
  readonly paths: readonly string[]
}

/**
 * A call, or any other code, and what comes in its place, as `codemod rewrite` has them; or `module#name` for both: what is imported by that name comes from
 * another module, or under another name.
 */
export interface ApiRule {
  readonly old: string
  readonly new: string
  /** Of `module#name`: the places of the old arguments, from 1, in their new order. */
  readonly arguments?: readonly number[]
}

export interface DefaultRecipe {
  readonly recipe: 'default-to-named'
  readonly file: string
  /** For what has none. */
  readonly name: string | undefined
  /** Always empty: importers are changed wherever they are. */
  readonly paths: readonly string[]
}

export interface RequireRecipe {
  readonly recipe: 'require-to-import'
  readonly paths: readonly string[]
}
