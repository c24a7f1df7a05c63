/** Whether a Go file is part of a build without tags on this machine, by its `//go:build` line. (https://pkg.go.dev/cmd/go#hdr-Build_constraints) */
export function isBuilt(text: string): boolean {
  const line = /^\/\/go:build (.+)$/m.exec(text.slice(0, text.search(/^package /m) + 1 || undefined))?.[1]
  if (line === undefined) return true
  const words = line.replace(/\s*\/\/.*$/, '').match(/&&|\|\||[!()]|[\w.]+/g) ?? []
  let at = 0
  const either = (): boolean => {
    let isTrue = both()
    while (words[at] === '||') {
      at += 1
      isTrue = both() || isTrue
    }
    return isTrue
  }
  const both = (): boolean => {
    let isTrue = one()
    while (words[at] === '&&') {
      at += 1
      isTrue = one() && isTrue
    }
    return isTrue
  }
  const one = (): boolean => {
    const word = words[at] ?? ''
    at += 1
    if (word === '!') return !one()
    if (word !== '(') return isSet(word)
    const inner = either()
    at += 1
    return inner
  }
  return either()
}

const systems: Readonly<Record<string, string>> = { win32: 'windows', sunos: 'solaris' }
const processors: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' }

function isSet(tag: string): boolean {
  if (/^go1\.\d+$/.test(tag) || tag === 'gc' || tag === 'cgo') return true
  if (tag === 'unix') return process.platform !== 'win32'
  return tag === (systems[process.platform] ?? process.platform) || tag === (processors[process.arch] ?? process.arch)
}
