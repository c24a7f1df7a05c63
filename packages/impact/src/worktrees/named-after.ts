/** `cart`, `old_cart` and `@cart` of `Cart` or `ShoppingCart`. */
export function isNamedAfter(variable: string, name: string): boolean {
  const last = /[A-Z][a-z0-9]*$/.exec(name)?.[0].toLowerCase() ?? name.toLowerCase()
  return lastWord(variable) === last
}

/** `cart` of `old_cart`. */
export function lastWord(variable: string): string {
  return variable.replace(/^@+/, '').toLowerCase().split('_').at(-1) ?? ''
}
