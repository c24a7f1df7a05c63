import { chromium, type Page } from 'playwright-core'
import type { TestContext } from 'vitest'
import { hasDebianProgram } from './debian.ts'

export interface OpenPage extends AsyncDisposable {
  readonly tab: Page
  /** Errors of scripts and of the console, and what was asked for beyond local files. */
  readonly trouble: () => readonly string[]
}

/** Opens a page in a headless Chromium; without one the test is skipped, which is reported. */
export async function openPage(url: string, context: TestContext): Promise<OpenPage> {
  context.skip(!(await hasDebianProgram('chromium')), 'chromium is not to be had here: apt-get install chromium')
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  const tab = await browser.newPage()
  const trouble: string[] = []
  tab.on('request', (request) => {
    if (!/^(?:file|data|blob):/.test(request.url())) trouble.push(request.url())
  })
  tab.on('pageerror', (error) => trouble.push(error.message))
  tab.on('console', (message) => {
    if (message.type() === 'error') trouble.push(message.text())
  })
  await tab.goto(url)
  return { tab, trouble: () => trouble, [Symbol.asyncDispose]: async () => browser.close() }
}
