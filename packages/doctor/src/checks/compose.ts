import type { Evidence } from '@groundcrew/core/workspace'
import type { CheckContext, PlannedCheck } from '../context.ts'
import { warn } from '../finding.ts'

interface LocalReference {
  readonly service: string
  readonly variable: string
  readonly target: string
  readonly port: number
  readonly evidence: Evidence
}

const browserPrefix = /^(?:NEXT_PUBLIC|VITE|REACT_APP|PUBLIC|NUXT_PUBLIC|EXPO_PUBLIC|GATSBY)_/
/** What is handed to browsers, or compared with what they send. */
const addressForPeople =
  /CORS|CSRF|ORIGIN|ALLOWED|TRUSTED|FRONT_?END|PUBLIC|EXTERNAL|BROWSER|CLIENT|REDIRECT|CALLBACK|RETURN|ISSUER|SITE|WEB|(?:^|_)(?:APP|BASE|ROOT|HOME|SERVER|UI|DASHBOARD|LOGIN)_?UR[IL]/i

/** Inside a container `localhost` is the container itself: a service that looks for another one there finds nothing. */
export function composeChecks({ workspace }: CheckContext): readonly PlannedCheck[] {
  const inContainers = workspace.services.filter(({ isOnHost }) => !isOnHost)
  const found = inContainers.flatMap(({ name, environment, evidence: { file } }) =>
    environment.flatMap(({ name: variable, value, evidence }): LocalReference[] => {
      const written = /(?:\/\/|@|^)(?:localhost|127\.0\.0\.1):(\d{2,5})\b/.exec(value)?.[1]
      if (written === undefined) return []
      const port = Number(written)
      const target = workspace.services.find(
        (other) =>
          other.name !== name &&
          other.evidence.file === file &&
          other.ports.some(({ host, container }) => host === port || container === port),
      )
      // A browser reads it on the machine of the person, where localhost is right.
      const isForBrowser = browserPrefix.test(variable) || (/^https?:/.test(value) && addressForPeople.test(variable))
      // What the other service is told of itself in the same words is the address for people.
      const isPublic = target?.environment.some((other) => other.name === variable && other.value === value) === true
      return target === undefined || isForBrowser || isPublic
        ? []
        : [{ service: name, variable, target: target.name, port, evidence }]
    }),
  )
  const [first] = found
  if (first === undefined) return []
  return [{ id: 'compose.localhost', make: async () => judge(first, found) }]
}

function judge(
  { service, variable, target, port }: LocalReference,
  all: readonly LocalReference[],
): ReturnType<typeof warn> {
  const more = all.length > 1 ? ` (and ${all.length - 1} more)` : ''
  return warn(
    `${variable} of ${service} names localhost:${port}, which inside its container is not ${target}; its address there is ${target}${more}`,
    {
      evidence: all.map(({ evidence }) => evidence),
      isEnvironment: false,
    },
  )
}
