import { ts } from 'ts-morph'

/** What the TypeScript compiler says a file declares: `line name` of each core declaration. For tests and measurements. */
export function declaredByTypeScript(text: string, fileName: string): readonly string[] {
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const name = declaredName(node)
    if (name !== undefined) {
      const { line } = file.getLineAndCharacterOfPosition(name.getStart(file))
      found.push(`${line + 1} ${textOf(name)}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function textOf(name: ts.Node): string {
  if (ts.isConstructorDeclaration(name)) return 'constructor'
  if (ts.isStringLiteral(name) || ts.isNoSubstitutionTemplateLiteral(name)) return name.text
  return name.getText()
}

/** The name of a function, class, interface, enum, type, namespace, method, accessor or of a variable or property that is a function. */
function declaredName(node: ts.Node): ts.Node | undefined {
  if (ts.isConstructorDeclaration(node)) return undefined
  if (ts.isImportEqualsDeclaration(node))
    return ts.isExternalModuleReference(node.moduleReference) ? undefined : node.name
  if (ts.isExpressionStatement(node)) return assignedName(node.expression)
  if (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) {
    return node.initializer !== undefined && isCallable(node.initializer, node) ? plain(node.name) : undefined
  }
  const { name } = node as ts.NamedDeclaration
  const isGlobal = ts.isModuleDeclaration(node) && node.name.getText() === 'global'
  return DECLARATIONS.some((isKind) => isKind(node)) && !isGlobal && name !== undefined ? plain(name) : undefined
}

const DECLARATIONS: readonly ((node: ts.Node) => boolean)[] = [
  ts.isFunctionDeclaration,
  ts.isFunctionExpression,
  ts.isClassLike,
  ts.isInterfaceDeclaration,
  ts.isEnumDeclaration,
  ts.isTypeAliasDeclaration,
  ts.isMethodDeclaration,
  ts.isMethodSignature,
  ts.isAccessor,
  ts.isModuleDeclaration,
]

/** `a` in `exports.a = function () {}`. */
function assignedName(node: ts.Expression): ts.Node | undefined {
  const isAssignment = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken
  if (!isAssignment || !ts.isPropertyAccessExpression(node.left) || !isDotted(node.left)) return undefined
  return isCallable(node.right, node) ? plain(node.left.name) : undefined
}

function isDotted(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.questionDotToken === undefined && isDotted(node.expression)
  return ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword
}

function isCallable(value: ts.Node, owner: ts.Node): boolean {
  return (
    ts.isArrowFunction(value) ||
    ts.isFunctionExpression(value) ||
    (ts.isVariableDeclaration(owner) && ts.isClassExpression(value))
  )
}

function plain(name: ts.Node): ts.Node | undefined {
  const isPlain =
    ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isPrivateIdentifier(name) || ts.isNumericLiteral(name)
  return isPlain ? name : undefined
}
