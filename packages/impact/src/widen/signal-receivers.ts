import type { CodeFile } from '@groundcrew/code-map'
import type { Graph } from '../graph/graph.ts'
import { LOAD_FACT } from '../graph/links.ts'
import { standsAlone } from '../graph/stands-alone.ts'
import type { ImplicitLink } from './widening.ts'

/** `@receiver(post_save, sender=Order)` before a function, with other decorators between. */
const DECORATED = /@receiver\(((?:[^()]|\([^()]*\))*)\)\s*(?:@[^\n]*\n\s*)*(?:async\s+)?def\s+(\w+)/g
/** `post_save.connect(notify, sender=Order)` */
const CONNECTED =
  /(?<![\w.])([\w.]+)\.connect\(\s*(?:receiver\s*=\s*)?(?:\w+\.)*(\w+)\s*(?:,((?:[^()]|\([^()]*\))*))?\)/g
const SENDER = /\bsender\s*=\s*(?:\w+\.)*([A-Z]\w*)\b/
/** Django's own, which models and requests send. */
const OF_MODELS = /\b(?:pre|post)_(?:init|save|delete)\b|\bm2m_changed\b/
const MODEL = /(?:^|\.)Model$/
const modelsMax = 200

interface Receiver {
  readonly name: string
  readonly signals: string
  readonly sender: string | undefined
}

interface Sender {
  readonly file: number
  readonly line: number
}

/**
 * What Python connects to a signal runs when that is sent, and nothing that sends it names it: Django's signals of models when one of the sender's
 * class is saved, others when the signal itself is used.
 */
export function addSignalReceivers(graph: Graph): readonly ImplicitLink[] {
  const { map } = graph
  const names = ['receiver', 'connect']
  const files = new Map(names.flatMap((name) => map.uses(name).map(({ file }) => [file.number, file] as const)))
  return [...files.values()].flatMap((file): readonly ImplicitLink[] => {
    if (file.language !== 'python' || file.class === 'vendored' || standsAlone(graph, file.number)) return []
    const text = map.read(file.number)?.source.toString('latin1') ?? ''
    const linked = receiversIn(text).filter((receiver) => linkSenders(graph, file, receiver))
    const to = { rule: 'signal', to: file.number, text: 'reached, and run by signals that are sent elsewhere' } as const
    return linked.length === 0 ? [] : [to]
  })
}

function receiversIn(text: string): readonly Receiver[] {
  const decorated = [...text.matchAll(DECORATED)].map(([, signals = '', name = '']) => ({ name, signals }))
  const connected = [...text.matchAll(CONNECTED)].map(([, signal = '', name = '', rest = '']) => ({
    name,
    signals: `${signal}, ${rest}`,
  }))
  return [...decorated, ...connected].map((one) => ({ ...one, sender: SENDER.exec(one.signals)?.[1] }))
}

/** Returns whether there is one that sends it. */
function linkSenders(graph: Graph, { number, language }: CodeFile, { name, signals, sender }: Receiver): boolean {
  const named = sender === undefined ? signalNames(signals) : [sender]
  const declared = named.flatMap((one) => declarationsOf(graph, language, one))
  const isOfModels = declared.length === 0 && OF_MODELS.test(signals)
  const senders = isOfModels ? modelsOf(graph, language) : declared
  for (const { file, line } of senders) {
    const fact = { ...LOAD_FACT, kind: 'dynamic', line } as const
    if (file !== number) graph.addLink(number, { from: file, fact, isLoaded: false, onlyNames: new Set([name]) })
  }
  return senders.length > 0
}

function signalNames(signals: string): readonly string[] {
  return (signals.replace(/\bsender\s*=.*$/s, '').match(/[A-Za-z_]\w*/g) ?? []).filter((word) => !OF_MODELS.test(word))
}

function declarationsOf(graph: Graph, language: CodeFile['language'], name: string): readonly Sender[] {
  const files = graph.map.uses(name).filter(({ file, isDeclared }) => isDeclared && file.language === language)
  return files.flatMap(({ file }) =>
    (graph.units(file.number)?.named(name) ?? []).map(({ line }) => ({ file: file.number, line })),
  )
}

/** Classes that say they are models. */
function modelsOf(graph: Graph, language: CodeFile['language']): readonly Sender[] {
  const files = graph.map.uses('Model').filter(({ file }) => file.language === language && file.class === 'source')
  return files
    .slice(0, modelsMax)
    .flatMap(({ file }) =>
      (graph.units(file.number)?.units ?? [])
        .filter(({ bases }) => bases.some((base) => MODEL.test(base)))
        .map(({ line }) => ({ file: file.number, line })),
    )
}
