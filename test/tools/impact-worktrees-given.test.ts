import { expect, test } from 'vitest'
import { breaks, lines, type Files } from '../support/radar-breaks.ts'

interface World {
  readonly name: string
  readonly base: Files
  readonly theirs: Files
  readonly mine: Files
  readonly found: readonly string[]
}

const queue = lines(
  'class Queue:',
  '    def __init__(self, jobs):',
  '        self._jobs = jobs',
  '',
  '    def __iter__(self):',
  '        return iter(self._jobs)',
)
const scope = lines(
  'class Unknown(Exception):',
  '    pass',
  '',
  '',
  'class Unbound(Exception):',
  '    pass',
  '',
  '',
  'def find(name):',
  '    raise Unknown(name)',
)
const steps = lines('class Steps', '  def each_step', '    yield 1, 2', '  end', 'end')
const escape = lines('module Escape', '  module_function', '', '  def html(text)', '    text', '  end', 'end')
const line = lines('class Line', '  def shift', '    1', '  end', '', '  def size', '    1', '  end', 'end')

const worlds: readonly World[] = [
  {
    name: 'going through an object gives pairs, and a loop over what a caller hands in',
    base: { 'lib.py': queue },
    theirs: { 'lib.py': queue.replace('iter(self._jobs)', 'iter([(job.at, job) for job in self._jobs])') },
    mine: {
      'late.py': lines('def names(queue):', '    return [job.name for job in queue]'),
      'test_late.py': lines('from late import names', 'from lib import Queue', '', '', 'names(Queue([]))'),
    },
    found: ['you go through Queue.__iter__, they made each of it a tuple of 2'],
  },
  {
    name: 'an exception that is raised nowhere any more',
    base: { 'lib.py': scope },
    theirs: { 'lib.py': scope.replace('raise Unknown', 'raise Unbound') },
    mine: {
      'late.py': lines(
        'import lib',
        '',
        '',
        'def run(step):',
        '    try:',
        '        return step.run()',
        '    except lib.Unknown:',
        '        return None',
      ),
    },
    found: ['you wait for Unknown, they raise it there no more'],
  },
  {
    name: 'Ruby: a block is given one thing instead of two',
    base: { 'lib.rb': steps },
    theirs: { 'lib.rb': steps.replace('yield 1, 2', 'yield 1') },
    mine: {
      'late.rb': lines(
        'class Late',
        '  def run(one)',
        '    one.each_step { |a, b| a + b }',
        '  end',
        'end',
        'Late.new.run(Steps.new)',
      ),
    },
    found: ['you take what Steps.each_step gives to its block, they made it one value'],
  },
  {
    name: 'Ruby: functions of a module that are for those that include it now',
    base: { 'lib.rb': escape },
    theirs: { 'lib.rb': escape.replace('  module_function\n\n', '') },
    mine: { 'late.rb': lines('def page(text)', '  Escape.html(text)', 'end') },
    found: ['you use Escape.html, they changed it: it needs an instance now'],
  },
  {
    name: 'Ruby: an heir may call what is private now, and others may not',
    base: { 'lib.rb': line },
    theirs: { 'lib.rb': line.replace('class Line\n', 'class Line\n  private\n\n') },
    mine: {
      'heir.rb': lines('class Heir < Line', '  def push', '    shift', '  end', 'end'),
      'late.rb': lines('def late', '  Line.new.size', 'end'),
    },
    found: ['you use Line.size, they made it private'],
  },
]

test.each(worlds)('$name', async ({ base, theirs, mine, found }) => {
  expect(await breaks({ base, theirs, mine })).toEqual(found)
})
