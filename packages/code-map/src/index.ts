export { CodeMap, type CodeFile, type CodeSymbol, type NameUse, type OpenFile, type OpenOptions } from './code-map.ts'
export type { ImportFact, ImportKind, SymbolKind } from './facts.ts'
export { isIndexWorker, serveIndexWorker } from './index/build-worker.ts'
export { classify, extensionsOf, languageOfPath, type FileClass, type Language } from './languages.ts'
export { compileGo, writeGoOverlay, type GoError, type GoOverlay } from './go/compile.ts'
export { hashOfText } from './lex/hash.ts'
export { NameTable } from './lex/name-table.ts'
export { goReceiver } from './meaning/go-receiver.ts'
export { C, T, Tokens } from './lex/tokens.ts'
export { LocalVariables } from './meaning/local-variables.ts'
export { TokenView } from './meaning/token-view.ts'
export { openCodeMap } from './open-code-map.ts'
export { openOptions } from './open-options.ts'
export { blobIdOf, type ContentListener, type IndexedContent } from './index/segment-writer.ts'
export { openContent, openSource } from './open-source.ts'
export { definitions, findSymbols, similarNames, type Definition, type Definitions } from './queries/definitions.ts'
export { libraryOf, programsOf, type PackageFacts } from './queries/entry-points.ts'
export { ImportGraph, type Edge } from './queries/import-graph.ts'
export {
  enclosing,
  enclosingIndex,
  references,
  referencesIn,
  type Reference,
  type References,
} from './queries/references.ts'
export { relevantFiles, termsOf } from './queries/relevance.ts'
export { SymbolUses } from './queries/symbol-uses.ts'
export { isNameAlone, soleDefinition } from './queries/sole-definition.ts'
export { sourceFacts, type SourceFacts, type TokenKind } from './queries/source-facts.ts'
export { codeWithoutComments } from './uses/code-words.ts'
export type { FactFiles } from './uses/declared-types.ts'
export { FileUses, isUseLanguage, type Use, type UseKind } from './uses/file-uses.ts'
export { scriptBeside } from './resolve/module-files.ts'
export { pythonRoots } from './resolve/python.ts'
export { isRustTestRoot, readRustCrates, rustTargetOf, type RustTarget } from './resolve/rust.ts'
export { holdsRustTests, readRustTests } from './uses/rust-tests.ts'
export { listedFiles, Resolver, type Files, type Resolution } from './resolve/resolver.ts'
export type { PathAliases } from './resolve/script.ts'
