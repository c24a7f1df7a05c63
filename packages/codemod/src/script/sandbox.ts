import dgram from 'node:dgram'
import dns from 'node:dns'
import Module, { isBuiltin } from 'node:module'
import net from 'node:net'
import process from 'node:process'

/** Modules that a script has no use for: all that it needs is in its arguments. */
const closed =
  /^(?:node:)?(?:fs|fs\/promises|child_process|cluster|worker_threads|net|http|http2|https|tls|dgram|dns|dns\/promises|inspector|inspector\/promises|repl|vm|sqlite|wasi|test)$/

interface Loader {
  _load(request: string, parent: { readonly filename?: string } | undefined, isMain: boolean): unknown
}

/**
 * Takes from this process what a script could change the world with. Node's permission model, under which the process was started, refuses to write files,
 * to start processes and threads, and to attach an inspector, whoever asks. Here are added: no network, no native code but what is loaded already, no
 * signals; and code outside of `node_modules` cannot load `fs` and its like at all, so that the result depends on the file alone.
 */
export function closeSandbox(): void {
  // Without the permission model there is nothing to ask.
  const mayWrite = process.permission?.has('fs.write') ?? true
  if (mayWrite) throw new Error('the process of a script may write files')
  const refuse = (what: string) => (): never => {
    throw Object.assign(new Error(`a script has no ${what}`), { code: 'ERR_ACCESS_DENIED' })
  }
  const network = refuse('network')
  Object.assign(net.Socket.prototype, { connect: network })
  Object.assign(net.Server.prototype, { listen: network })
  Object.assign(dgram.Socket.prototype, { send: network, bind: network, connect: network })
  for (const name of Object.keys(dns).filter((key) => /^(?:lookup|resolve|reverse)/.test(key))) {
    Object.assign(dns, { [name]: network })
    Object.assign(dns.promises, { [name]: network })
  }
  Object.assign(globalThis, { fetch: network, WebSocket: network, EventSource: network })
  Object.assign(process, { dlopen: refuse('native code'), kill: refuse('signals'), binding: refuse('bindings') })
  const builtin = process.getBuiltinModule.bind(process)
  Object.assign(process, { getBuiltinModule: (id: string) => (closed.test(id) ? refuse(id)() : builtin(id)) })
  closeModules(refuse)
}

function closeModules(refuse: (what: string) => () => never): void {
  const loader = Module as unknown as Loader
  const load = loader._load.bind(loader)
  loader._load = (request, parent, isMain) => {
    const isOfPackage = /[\\/]node_modules[\\/]/.test(parent?.filename ?? '')
    if (isBuiltin(request) && closed.test(request) && !isOfPackage) refuse(`module ${request}`)()
    return load(request, parent, isMain)
  }
}
