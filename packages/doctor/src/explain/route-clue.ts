import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { listFiles } from '@groundcrew/core/repo'
import type { Environment } from '@groundcrew/core/cli'
import type { Explanation } from './explain.ts'

export interface RoutePlace {
  readonly root: string
  readonly env: Environment
}

/** `"GET / HTTP/1.1" 404`, as uvicorn, gunicorn, Flask, Django and nginx write it, and `GET / 404` of morgan. */
const answered = /"?(GET|HEAD|POST|PUT|PATCH|DELETE) (\/[^\s"]*)(?: HTTP\/[\d.]+"?)?[ ,:]+404\b[^\n]*/
const crashed = /Traceback|\bERR!|Uncaught|Unhandled|(?:^|\s)\w*Error:/

/** `@app.get("/x")`, `app.get('/x'`, `router.route("/x")`, `path("x/"`. */
const declared =
  /(?:\.(?:get|post|put|patch|delete|head|route|all|use|add_url_rule|websocket|HandleFunc|Handle|GET|POST)|\b(?:re_)?path)\(\s*["'`]([^"'`\n]*)["'`]/g

const filesMax = 400
const shownMax = 4

/** A server that answers 404 runs; where the code has routes, and the path is none of them, the path is wrong and not the environment. */
export async function findUnknownRoute(output: string, { root, env }: RoutePlace): Promise<Explanation | undefined> {
  const match = answered.exec(output)
  const [line, method = '', asked = ''] = match ?? []
  if (line === undefined || crashed.test(output)) return undefined
  const routes = await readRoutes(root, env)
  const target = plain(asked.replace(/[?#].*$/, ''))
  if (routes.length === 0 || routes.some((route) => fits(route, target))) return undefined
  const shown = routes.slice(0, shownMax).join(', ')
  return {
    id: 'command.route',
    message: `the server runs, and no route of this repository is ${method} ${asked}; there ${routes.length === 1 ? 'is' : 'are'} ${shown}${routes.length > shownMax ? ` and ${routes.length - shownMax} more` : ''}`,
    fix: 'call a path that is served, or ask the user which one is meant',
    isEnvironment: false,
    line: line.trim(),
  }
}

async function readRoutes(root: string, env: Environment): Promise<readonly string[]> {
  const { files } = await listFiles(root, { env, scope: 'directory' })
  const sources = files
    .filter(
      (file) =>
        /\.(?:py|[cm]?[jt]s|go)$/.test(file) &&
        !/(?:^|\/)(?:tests?|fixtures?|node_modules|examples?)\/|[._]test\./.test(file),
    )
    .slice(0, filesMax)
  const routes = new Set<string>()
  for (const file of sources) {
    const text = await readFile(path.join(root, file), 'utf8').catch(() => '')
    for (const [call, written = ''] of text.matchAll(declared)) {
      if (written.startsWith('/') || /path\(/.test(call)) routes.add(plain(written))
    }
  }
  return [...routes].sort()
}

function plain(route: string): string {
  return `/${route.replace(/^\^|\$$/g, '').replace(/^\/|\/$/g, '')}`
}

/** As a whole, or as the end of what is asked for: a router may be mounted below a prefix. */
function fits(route: string, target: string): boolean {
  const pattern = route
    .split('/')
    .map((part) => (/[:{<*(]/.test(part) ? '[^/]+' : part.replaceAll(/[.+?^$()|[\]\\]/g, String.raw`\$&`)))
    .join('/')
  return target === route || (route !== '/' && new RegExp(`${pattern}$`).test(target))
}
