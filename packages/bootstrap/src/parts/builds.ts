import { nothingPlanned, type Action, type Planned } from '../action.ts'
import { hashOf } from '../checkout.ts'
import type { DoctorCheck } from '../doctor-answer.ts'
import type { PlanContext } from './context.ts'

/** `npm rebuild`, `cd packages/a && pnpm rebuild` */
const rebuild = /^(?:cd ([\w./@-]+) && )?(npm|pnpm) rebuild$/

/** What is compiled in the checkout: addons that another Node was built for, a toolchain that is missing, builds that wait for a decision. */
export async function planBuilds({ doctor }: PlanContext): Promise<Planned> {
  const checks = (await doctor()) ?? []
  const bad = checks.filter(({ state }) => state === 'fail' || state === 'warn')
  const asked = bad.filter(({ id }) => /^(?:toolchain\.|dependencies\.builds)/.test(id))
  return {
    ...nothingPlanned,
    actions: bad.filter(({ id }) => id.startsWith('dependencies.native')).flatMap(planRebuild),
    needs: asked.map(({ id, message, fix = '', evidence }) => ({
      id: `builds:${id}`,
      message: fix === '' ? message : `${message}; ${fix}`,
      evidence,
    })),
  }
}

function planRebuild({ id, message, fix = '', evidence }: DoctorCheck): readonly Action[] {
  const [, directory = '.', manager] = rebuild.exec(fix) ?? []
  if (manager === undefined) return []
  return [
    {
      id: `builds:${id}`,
      part: 'builds',
      reason: message,
      // node-gyp fetches the headers of a Node that it has not seen.
      effect: 'network',
      evidence,
      steps: [{ kind: 'call', argv: [manager, 'rebuild'], cwd: directory }],
      key: hashOf([message, fix]),
      witnesses: [],
    },
  ]
}
