/** The script that a declaration file is written for, and that runs in its place; undefined of other files. */
export function scriptBeside(path: string): string | undefined {
  const script = path.replace(/\.d\.([cm]?)ts$/, '.$1js')
  return script === path ? undefined : script
}
