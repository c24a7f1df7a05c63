import { testWorlds, type World } from '../support/impact-worlds.ts'

const shell: readonly World[] = [
  {
    name: 'scripts of a shell: what is sourced reaches the tests of bats, shunit2 and sharness over any number of scripts',
    files: {
      'lib/log.sh': 'my-log() { echo "$1"; }\n',
      'lib/all.sh': '. "$(dirname "${BASH_SOURCE[0]}")/log.sh"\n',
      'bin/tool': '#!/usr/bin/env bash\n. "${0%/*}/../lib/all.sh"\nmy-log\n',
      'test/helper.bash': '. "$BATS_TEST_DIRNAME/../lib/all.sh"\n',
      'test/log.bats': 'load helper\n@test "logs" {\n  run my-log a\n}\n',
      'test/other.bats': '@test "nothing" { true; }\n',
      'test/log_test.sh': '#!/bin/sh\n. lib/log.sh\n',
      'test/comment_test.sh': '#!/bin/sh\n# . lib/log.sh\n',
      't/t0001-log.sh': "#!/bin/sh\n. ../lib/log.sh\ntest_expect_success 'logs' '\n  my-log\n'\n",
    },
    changed: 'lib/log.sh',
    tests: ['t/t0001-log.sh static', 'test/log.bats static', 'test/log_test.sh static'],
  },
]

testWorlds(shell)
