/** Loads every module below the working directory: the first one that cannot be loaded ends it. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const names = readdirSync('.', { recursive: true, encoding: 'utf8' }).filter((name) => /\.[cm]?js$/.test(name))
for (const name of names.sort()) await import(pathToFileURL(path.resolve(name)).href)
