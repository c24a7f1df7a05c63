import type { Pattern } from './pattern.ts'

/** What goes wrong everywhere. Each has a log that it matches and one that it must not, in `known.test.ts`. */
export const knownPatterns: readonly Pattern[] = [
  {
    id: 'not-installed',
    title: 'a package that the code imports is not installed',
    match: [
      String.raw`Cannot find (?:module|package) ['"](?![./]|node:)((?:@[\w.-]+/)?[\w.-]+)`,
      String.raw`Failed to resolve import ['"](?![./])((?:@[\w.-]+/)?[\w.-]+)`,
      String.raw`(?:Can't|Could not) resolve ['"](?![./])((?:@[\w.-]+/)?[\w.-]+)`,
      String.raw`ModuleNotFoundError: No module named ['"]([\w.]+)`,
      String.raw`no required module provides package (\S+?)[;:]`,
      String.raw`(?:cannot load such file -- |Could not find gem ')(?![./])([\w/-]+)`,
    ],
    fix: 'doctor --fix, or install the dependencies; the code is not at fault ({1})',
  },
  {
    id: 'program-missing',
    title: 'a program is not on this machine',
    match: [
      String.raw`(?:^|[\s:])([\w.+-]+): (?:command )?not found$`,
      String.raw`spawn ([\w.+-]+) ENOENT`,
      String.raw`env: ['‘"]?([\w.+-]+)['’"]?: No such file or directory`,
      String.raw`exec: "([\w.+-]+)": executable file not found`,
    ],
    fix: 'install {1}, or put it on PATH: doctor says where it is expected',
  },
  {
    id: 'port-in-use',
    title: 'the port is taken by another process',
    match: ['EADDRINUSE', '[Aa]ddress already in use', 'bind: Only one usage of each socket address'],
    fix: 'find who has it with `ss -ltnp`, stop that one, or listen on port 0',
  },
  {
    id: 'abi-mismatch',
    title: 'a native module was built for another runtime',
    match: [
      String.raw`NODE_MODULE_VERSION (\d+)`,
      'was compiled against a different Node.js version',
      String.raw`wrong ELF class|invalid ELF header|undefined symbol: napi_`,
      String.raw`version .?GLIBC(?:XX)?_[\d.]+.? not found`,
      'numpy.dtype size changed, may indicate binary incompatibility',
    ],
    fix: 'rebuild it with the runtime that runs it: npm rebuild, or install again',
  },
  {
    id: 'disk-full',
    title: 'no space is left on the disk',
    match: ['ENOSPC: no space', '[Nn]o space left on device', 'disk quota exceeded|EDQUOT', 'database or disk is full'],
    not: ['file watchers'],
    fix: 'df -h and df -i say which disk; free some space and run it again',
  },
  {
    id: 'watchers-exhausted',
    title: 'the limit of watched files is reached',
    match: [
      'System limit for number of file watchers reached',
      'inotify_add_watch.*No space left',
      'EMFILE: too many open files, watch',
    ],
    fix: 'raise fs.inotify.max_user_watches, or watch fewer directories',
  },
  {
    id: 'out-of-memory',
    title: 'memory ran out',
    match: [
      'JavaScript heap out of memory',
      String.raw`java\.lang\.OutOfMemoryError`,
      '(?:^|: )MemoryError',
      '[Cc]annot allocate memory|ENOMEM',
      '(?:[Kk]illed|SIGKILL).*(?:exit(?: code)? 137)|exit code 137|Killed process .* total-vm|signal: killed',
      'fatal error: runtime: out of memory',
    ],
    not: ['expected'],
    fix: 'run fewer workers at once, or give it more memory (NODE_OPTIONS=--max-old-space-size, -Xmx)',
  },
  {
    id: 'too-many-files',
    title: 'too many files are open',
    match: ['EMFILE: too many open files(?!, watch)', '[Tt]oo many open files', 'ENFILE'],
    not: ['watch'],
    fix: 'ulimit -n says the limit; close what is opened, or raise it',
  },
  {
    id: 'clock',
    title: 'the clock of this machine and that of another do not agree',
    match: [
      'certificate (?:is not yet valid|has expired or is not yet valid)|CERT_NOT_YET_VALID',
      'RequestTimeTooSkewed|[Cc]lock skew|Signature not yet current|token used before issued',
      'Release file .* is not valid yet',
    ],
    fix: 'compare `date -u` with a known clock, and set it',
  },
  {
    id: 'locale',
    title: 'the locale or the encoding is not what the program expects',
    match: [
      'setlocale: LC_\\w+: cannot change locale|unsupported locale setting|Setting locale failed',
      "UnicodeEncodeError: 'ascii' codec can't encode|UnicodeDecodeError: 'ascii' codec can't decode",
      'invalid byte sequence in US-ASCII|incompatible character encodings',
    ],
    fix: 'run it with LC_ALL=C.UTF-8',
  },
  {
    id: 'permission',
    title: 'the user may not do this to the file',
    match: [
      String.raw`(?:EACCES|EPERM)\b[^,]*, (?:open|mkdir|unlink|rename|scandir|access|chmod|copyfile|spawn)`,
      'PermissionError: \\[Errno 13\\]',
      String.raw`(?:^|: )[Pp]ermission denied(?: \(os error 13\))?(?:$|: |, )`,
      String.raw`java\.nio\.file\.AccessDeniedException`,
    ],
    not: ['publickey|Host key|authentication'],
    fix: 'ls -l the path: who owns it, and who runs this? Do not repair it with more rights than it needs',
  },
  {
    id: 'dns',
    title: 'a host name cannot be resolved',
    match: [
      'ENOTFOUND|EAI_AGAIN',
      '[Cc]ould not resolve (?:host|hostname)|[Nn]ame or service not known|[Tt]emporary failure in name resolution|getaddrinfo (?:failed|error)',
      'UnknownHostException|no such host|Failed to open TCP connection .*getaddrinfo',
    ],
    fix: 'is there a network, and a proxy? Offline the test should not need it',
  },
  {
    id: 'tls',
    title: 'a certificate is not trusted',
    match: [
      'UNABLE_TO_(?:VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT)|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED',
      'CERTIFICATE_VERIFY_FAILED|certificate verify failed|SSL certificate problem|x509: certificate signed by unknown authority',
      'PKIX path building failed|unable to get local issuer certificate|CERT_HAS_EXPIRED',
    ],
    fix: 'name the CA of the proxy (NODE_EXTRA_CA_CERTS, SSL_CERT_FILE); do not turn verification off',
  },
  {
    id: 'connection-refused',
    title: 'a service that is needed does not answer',
    match: [
      'ECONNREFUSED',
      '[Cc]onnection refused',
      'Cannot connect to the Docker daemon',
      'could not connect to server',
    ],
    fix: 'start the service: doctor names those that this repository needs',
  },
  {
    id: 'lock-held',
    title: 'another process holds a lock',
    match: [
      String.raw`Unable to create '[^']*\.lock': File exists`,
      '[Cc]ould not get lock|Unable to acquire the dpkg|Waiting for (?:cache|another flutter command) lock',
      'database is locked|SQLITE_BUSY',
      'Blocking waiting for file lock|Lock file .* is held|could not obtain lock|resource deadlock avoided',
      'Timeout waiting to lock|Another process with .* lock',
    ],
    fix: 'see whether the other process is alive before its lock is removed',
  },
  {
    id: 'lockfile-stale',
    title: 'the lockfile does not fit the manifest',
    match: [
      'ERR_PNPM_OUTDATED_LOCKFILE',
      '`npm ci` can only install packages when your package.json and package-lock.json',
      'Your lockfile needs to be updated|--frozen-lockfile.*(?:outdated|needs)',
      'the lock file .* needs to be updated but --locked',
    ],
    fix: 'install without the frozen flag and commit the lockfile',
    class: 'dependency',
  },
]
