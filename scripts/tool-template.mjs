/** The files of a tool, as `npm run new-tool` writes them. */

/**
 * The whole text of `bin/<tool>`.
 *
 * @param {string} tool
 */
export function launcherText(tool) {
  return `#!/usr/bin/env node
'use strict'

require('../scripts/launch.cjs').launch('${tool}')
`
}

/**
 * What `packages/<tool>` starts with: a tool that says it is not written yet.
 *
 * @param {{ readonly tool: string, readonly summary: string }} options the summary is one line
 * @returns {Readonly<Record<string, string>>} text by path
 */
export function toolFiles({ tool, summary }) {
  const folder = `packages/${tool}`
  return {
    [`${folder}/package.json`]: manifestText(tool),
    [`${folder}/src/bin.ts`]: entryText(tool),
    [`${folder}/src/cli.ts`]: tableText(tool, summary),
    [`${folder}/src/${tool}.ts`]: functionText(tool),
    [`${folder}/src/render.ts`]: renderText(tool),
    [`bin/${tool}`]: launcherText(tool),
  }
}

/** @param {string} tool */
function manifestText(tool) {
  const manifest = {
    name: `@groundcrew/${tool}`,
    version: '0.0.0',
    private: true,
    type: 'module',
    dependencies: { '@groundcrew/core': 'workspace:*' },
  }
  return `${JSON.stringify(manifest, undefined, 2)}\n`
}

/** @param {string} tool */
function entryText(tool) {
  return `import { main } from '@groundcrew/core/cli'
import { ${camelCase(tool)}Tool } from './cli.ts'

void main(${camelCase(tool)}Tool)
`
}

/**
 * @param {string} tool
 * @param {string} summary
 */
function tableText(tool, summary) {
  const name = camelCase(tool)
  return `import { command, defineTool } from '@groundcrew/core/cli'
import { renderReport } from './render.ts'

const show = command({
  name: 'show',
  summary: ${literal(summary)},
  flags: {},
  examples: ['${tool}'],
  async run(_input, io) {
    const { ${name} } = await import('./${tool}.ts')
    return ${name}({ cwd: io.cwd })
  },
  render: (report) => renderReport(report),
})

export const ${name}Tool = defineTool({
  name: '${tool}',
  summary: ${literal(summary)},
  defaultCommand: 'show',
  commands: [show],
})
`
}

/** @param {string} tool */
function functionText(tool) {
  const type = pascalCase(tool)
  return `import { ToolError } from '@groundcrew/core/cli'

interface ${type}Options {
  /** Absolute. */
  readonly cwd: string
}

export interface ${type}Report {
  /** Absolute. */
  readonly directory: string
}

/** Says what it guarantees, and when it throws. */
export async function ${camelCase(tool)}({ cwd }: ${type}Options): Promise<${type}Report> {
  const hint = 'write packages/${tool}/src/${tool}.ts'
  throw new ToolError('NOT_WRITTEN', \`${tool} has nothing to say about \${cwd} yet\`, { hint })
}
`
}

/** @param {string} tool */
function renderText(tool) {
  return `import type { ${pascalCase(tool)}Report } from './${tool}.ts'

export function renderReport({ directory }: ${pascalCase(tool)}Report): string {
  return \`${tool}: \${directory}\`
}
`
}

/** @param {string} tool kebab-case */
function camelCase(tool) {
  return tool.replace(/-(.)/g, (_, letter) => letter.toUpperCase())
}

/** @param {string} tool kebab-case */
function pascalCase(tool) {
  return camelCase(tool).replace(/^./, (letter) => letter.toUpperCase())
}

/** A string in our formatter's quotes. @param {string} text */
function literal(text) {
  if (text.includes("'") && !text.includes('"')) return `"${text.replaceAll('\\', '\\\\')}"`
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
