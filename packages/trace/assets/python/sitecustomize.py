"""Loaded into every Python process of a traced command through PYTHONPATH.

A thread of its own looks at the stacks of all others and writes what it saw, one file for each span of time, into the
directory of the run. It changes nothing else, and a sitecustomize module of the installation still runs.
"""

import os
import sys

_OWN_DIRECTORY = os.path.dirname(os.path.abspath(__file__))


def _run_next_sitecustomize():
    import importlib.machinery
    import importlib.util

    path = [entry for entry in sys.path if os.path.abspath(entry or ".") != _OWN_DIRECTORY]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", path)
    if spec is None or spec.loader is None:
        return
    module = importlib.util.module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


class _Sampler:
    INTERVAL_S = 0.005
    SPAN_S_FIRST = 0.5
    SPAN_S_MAX = 5.0
    DEPTH_MAX = 400
    RUSAGE_UNIT_BYTES = 1024

    def __init__(self, directory):
        import _thread
        import time

        self.directory = directory
        self.time = time
        self.lock = _thread.allocate_lock()
        self.holder = None
        self.main_ident = _thread.get_ident()
        self.born_us = _read_born_us(time)
        self.reset()
        self.start()

    def reset(self):
        """Begins the account of a process: at its start, and after a fork."""
        self.pid = os.getpid()
        self.is_over = False
        self.sequence = 0
        self.identity = "%d-0-%d" % (self.pid, self.time.monotonic_ns() // 1000)
        self.clear()

    def clear(self):
        self.started_us = self.time.monotonic_ns() // 1000
        self.frames = {}
        self.frame_list = []
        self.threads = {}
        self.last = {}

    def start(self):
        import _thread

        self.sampler_ident = None
        _thread.start_new_thread(self.run, ())

    def run(self):
        import _thread

        pid = self.pid
        self.sampler_ident = _thread.get_ident()
        span_s = self.SPAN_S_FIRST
        span_end = self.time.monotonic() + span_s
        while not self.is_over and os.getpid() == pid:
            self.time.sleep(self.INTERVAL_S)
            with self.lock:
                if self.is_over:
                    return
                self.sample()
                if self.time.monotonic() >= span_end:
                    self.write("timer")
                    span_s = min(span_s * 2, self.SPAN_S_MAX)
                    span_end = self.time.monotonic() + span_s

    def sample(self, is_last=False):
        now = self.time.monotonic_ns() // 1000
        for ident, frame in sys._current_frames().items():
            if ident == self.sampler_ident:
                continue
            cpu = _thread_cpu_us(self.time, ident)
            before, cpu_before, queued_before, was_ready = self.last.get(ident, (self.first_us(ident, now), None, 0, True))
            wall = now - before
            spent = wall if cpu is None else (min(wall, cpu) if cpu_before is None else cpu - cpu_before)
            # What neither ran nor waited for a processor sleeps, and a program may have many threads that do.
            queued = self.queued_us(ident) if cpu is not None and (spent > 0 or was_ready) else queued_before
            waited = queued - queued_before
            self.last[ident] = (now, cpu, queued, spent > 0 or waited > 0)
            thread = self.threads.get(ident)
            if thread is None:
                thread = self.threads[ident] = ({}, [], [], [before, now])
            stacks, stack_list, samples, life = thread
            life[1] = now
            stack = self.stack_of(frame)
            if is_last and not stack and ident == self.main_ident:
                stack = self.main_module()
            number = stacks.get(stack)
            if number is None:
                number = stacks[stack] = len(stack_list)
                stack_list.append(stack)
            if samples and samples[-1][0] == number:
                samples[-1][1] += wall
                samples[-1][2] += spent
                samples[-1][3] += waited
            else:
                samples.append([number, wall, spent, waited])

    def first_us(self, ident, now):
        """When a thread that is seen for the first time began, as far as can be told."""
        if ident == self.main_ident:
            return self.started_us
        return max(self.started_us, now - int(self.INTERVAL_S * 1e6))

    def queued_us(self, ident):
        """On a busy machine a thread that could run has to wait for a processor, which is no idling."""
        tid = self.pid
        if ident != self.main_ident:
            threading = sys.modules.get("threading")
            tid = getattr(getattr(threading, "_active", {}).get(ident), "native_id", None)
        return 0 if tid is None else _read_queued_us(tid)

    def main_module(self):
        """A call that lets no other thread run until the program ends was somewhere below its main module."""
        script = sys.argv[0] if sys.argv else ""
        if not os.path.isfile(script):
            return ()
        self.frame_list.append(("<module>", _absolute(script), 1))
        return ((len(self.frame_list) - 1, 0),)

    def stack_of(self, frame):
        stack = []
        while frame is not None and len(stack) < self.DEPTH_MAX:
            code = frame.f_code
            if not code.co_filename.startswith(_OWN_DIRECTORY):
                number = self.frames.get(code)
                if number is None:
                    number = self.frames[code] = len(self.frame_list)
                    name = getattr(code, "co_qualname", code.co_name)
                    self.frame_list.append((name, _absolute(code.co_filename), code.co_firstlineno))
                stack.append((number, frame.f_lineno or 0))
            frame = frame.f_back
        stack.reverse()
        return tuple(stack)

    def finish(self, reason="exit"):
        if self.is_over or os.getpid() != self.pid:
            return
        # The sampler may hold the lock while this thread is on its way out; it never waits for anything while it does.
        if not self.lock.acquire(timeout=1):
            return
        try:
            if self.is_over:
                return
            self.sample(is_last=True)
            self.write(reason)
            self.is_over = True
        finally:
            self.lock.release()

    def write(self, reason):
        import json
        import resource

        usage = resource.getrusage(resource.RUSAGE_SELF)
        record = {
            "kind": "python",
            "pid": self.pid,
            "parentPid": os.getppid(),
            "sequence": self.sequence,
            "reason": reason,
            "argv": list(getattr(sys, "orig_argv", sys.argv)),
            "bornUs": self.born_us,
            "startUs": self.started_us,
            "endUs": self.time.monotonic_ns() // 1000,
            "cpuUs": int((usage.ru_utime + usage.ru_stime) * 1e6),
            "rssBytesMax": usage.ru_maxrss * self.RUSAGE_UNIT_BYTES,
            "frames": self.frame_list,
            "threads": [
                {
                    "id": ident,
                    "isMain": ident == self.main_ident,
                    "startUs": life[0],
                    "endUs": life[1],
                    "stacks": stacks,
                    "samples": samples,
                }
                for ident, (_, stacks, samples, life) in self.threads.items()
            ],
        }
        target = os.path.join(self.directory, "%s-%d.json" % (self.identity, self.sequence))
        self.sequence += 1
        last = self.last
        self.clear()
        self.last = last
        try:
            with open(target + ".tmp", "x", encoding="utf-8", errors="backslashreplace") as file:
                json.dump(record, file)
            os.rename(target + ".tmp", target)
        except OSError:
            # The run is over and its directory gone.
            self.is_over = True

    def before_fork(self):
        """Waits until the sampler is done: what it holds when a child begins (a module that is being imported), nobody there lets go of."""
        import _thread

        # A signal handler may fork while this thread itself holds the lock.
        if self.lock.acquire(timeout=1):
            self.holder = _thread.get_ident()

    def after_fork_in_parent(self):
        import _thread

        if self.holder == _thread.get_ident():
            self.holder = None
            self.lock.release()

    def after_fork(self):
        import _thread

        self.holder = None
        self.lock = _thread.allocate_lock()
        self.main_ident = _thread.get_ident()
        self.born_us = self.time.monotonic_ns() // 1000
        self.reset()
        self.start()


def _absolute(name):
    return name if name.startswith(("<", "/")) else os.path.abspath(name)


def _thread_cpu_us(time, ident):
    try:
        return time.clock_gettime_ns(time.pthread_getcpuclockid(ident)) // 1000
    except (OSError, AttributeError):
        # The thread has just ended, or this system has no such clock.
        return None


def _read_queued_us(tid):
    try:
        file = os.open("/proc/self/task/%d/schedstat" % tid, os.O_RDONLY)
    except OSError:
        # The thread has just ended, or this system does not count it.
        return 0
    try:
        return int(os.read(file, 100).split()[1]) // 1000
    except (OSError, ValueError, IndexError):
        return 0
    finally:
        os.close(file)


def _read_born_us(time):
    try:
        with open("/proc/self/stat", encoding="utf-8", errors="replace") as file:
            text = file.read()
        return int(text[text.rindex(")") + 2 :].split()[19]) * 10_000
    except (OSError, ValueError, IndexError):
        return time.monotonic_ns() // 1000


def _begin():
    directory = os.environ.get("GROUNDCREW_TRACE_DIR")
    if not directory or not os.path.isdir(directory):
        return
    import atexit

    sampler = _Sampler(directory)
    atexit.register(sampler.finish)
    os.register_at_fork(
        before=sampler.before_fork,
        after_in_parent=sampler.after_fork_in_parent,
        after_in_child=sampler.after_fork,
    )
    # Children of multiprocessing leave this way, and run no exit handlers.
    leave = os._exit

    def _exit(status):
        sampler.finish()
        leave(status)

    os._exit = _exit


try:
    _begin()
except Exception:
    # A process that cannot be sampled runs as it would have run.
    pass
_run_next_sitecustomize()
