/**
 * As code-map-members, for C#, by what an assembly has that was compiled with mcs: `mcs -debug -target:library -out:Name.dll …` (Debian's mono-mcs,
 * mono-runtime, libmono-cecil-private-cil and libmono-compilerservices-symbolwriter4.0-cil). Statements are known by the line on which they begin: uses
 * on their other lines, and what leaves no instruction, are not judged.
 * Usage: node bench/code-map-csharp-members.mjs MEMBERS ROOT ASSEMBLY
 */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { measureMembers, run } from './support/members.mjs'

const [count = '80', root = '.', assembly = ''] = process.argv.slice(2)
const directory = mkdtempSync(path.join(tmpdir(), 'csharp-members-'))
try {
  const assemblies = '/usr/lib/mono/gac/Mono.Cecil'
  const version = readdirSync(assemblies).find((name) => name.startsWith('0.11')) ?? ''
  const cecil = path.join(assemblies, version, 'Mono.Cecil.dll')
  const symbols = '/usr/lib/mono/4.5/Mono.CompilerServices.SymbolWriter.dll'
  for (const library of [cecil, symbols]) copyFileSync(library, path.join(directory, path.basename(library)))
  const program = path.join(directory, 'CSharpMembers.exe')
  run('mcs', [
    `-out:${program}`,
    `-r:${cecil}`,
    `-r:${symbols}`,
    path.join(import.meta.dirname, 'support/CSharpMembers.cs'),
  ])
  measureMembers(run('mono', [program, assembly, root]), { root, count: Number(count), knowsAll: false })
} finally {
  rmSync(directory, { recursive: true })
}
