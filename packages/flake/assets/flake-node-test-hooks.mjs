/** ES modules that import node:test get the module that follows the plan. */
const standIn = new URL('./flake-node-test-module.mjs', import.meta.url).href

/**
 * @param {string} specifier
 * @param {unknown} context
 * @param {(specifier: string, context: unknown) => unknown} next
 */
export function resolve(specifier, context, next) {
  return specifier === 'node:test' ? { url: standIn, shortCircuit: true, format: 'module' } : next(specifier, context)
}
