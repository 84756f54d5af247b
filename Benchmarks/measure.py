"""What every figure shares: a throwaway home, processes timed as a whole, a watcher that is always stopped."""
import contextlib
import json
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

import corpus

HERE = os.path.dirname(os.path.abspath(__file__))
MILLISECOND = 1_000_000  # nanoseconds


class NotMeasured(Exception):
    """A figure could not be taken; its sentence says what stood in the way."""


@dataclass
class Row:
    """One line of the table. `bar` is compared with `ours`, or with `ours / floor` where `judged` is "ratio"."""
    figure: str
    ours: float
    unit: str
    floor: float | None = None
    bar: float | None = None
    judged: str = "ours"
    strict: bool = False  # `ours` must stay below the bar, not reach it

    @property
    def ratio(self):
        return self.ours / self.floor if self.floor else None

    @property
    def verdict(self):
        if self.bar is None:
            return ""
        value = self.ratio if self.judged == "ratio" else self.ours
        if value is None:
            return "?"
        return "ok" if value < self.bar or (value == self.bar and not self.strict) else "miss"

    def line(self):
        def number(value):
            return "" if value is None else f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
        bar = "" if self.bar is None else ("<" if self.strict else "≤") + f" {self.bar:g}"
        if self.bar is not None and self.judged == "ratio":
            bar += " ×"
        return (f"{self.figure:<39}{number(self.ours):>7} {self.unit:<3}{number(self.floor):>8}"
                f"{'' if self.ratio is None else f'{self.ratio:.2f}':>7}{bar:>8} {self.verdict:>5}").rstrip()


HEADING = f"{'figure':<39}{'ours':>7} {'':<3}{'floor':>8}{'ratio':>7}{'bar':>8}"


def percentile(samples, share):
    """The nearest-rank percentile; `share` from 0 to 1."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


def median(samples):
    return statistics.median(samples)


def milliseconds(samples):
    return [sample / MILLISECOND for sample in samples]


def say(sentence):
    print(sentence, file=sys.stderr, flush=True)


# MARK: processes

@dataclass
class Finished:
    nanoseconds: int
    ended: int  # monotonic clock
    code: int
    output: bytes = b""


def timed(argv, environment, keep_output=False):
    """Run one process to its end; the time is the wall's, from posix_spawn to wait4. stderr is thrown away."""
    null = (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)
    closed = (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0)
    if not keep_output:
        out = (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)
        started = time.monotonic_ns()
        child = os.posix_spawn(argv[0], argv, environment, file_actions=[closed, out, null])
        _, status, _ = os.wait4(child, 0)
        ended = time.monotonic_ns()
        return Finished(ended - started, ended, os.waitstatus_to_exitcode(status))
    reader, writer = os.pipe()
    actions = [closed, (os.POSIX_SPAWN_DUP2, writer, 1), null]
    started = time.monotonic_ns()
    child = os.posix_spawn(argv[0], argv, environment, file_actions=actions)
    os.close(writer)
    pieces = []
    while piece := os.read(reader, 1 << 16):
        pieces.append(piece)
    _, status, _ = os.wait4(child, 0)
    ended = time.monotonic_ns()
    os.close(reader)
    return Finished(ended - started, ended, os.waitstatus_to_exitcode(status), b"".join(pieces))


def tool(name):
    path = shutil.which(name)
    if not path:
        raise NotMeasured(f"this machine has no {name}")
    return path


def family(pid):
    """The process and all that descend from it."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                with open(f"/proc/{entry}/stat", "rb") as stat:
                    parents[int(entry)] = int(stat.read().rpartition(b")")[2].split()[1])
    found = [pid]
    for member in found:
        found += [child for child, parent in parents.items() if parent == member]
    return found


# MARK: the house

class Home:
    """A user who has nothing yet: own HOME, XDG folders, config and index, all below one throwaway folder."""

    def __init__(self, bench, variables=None):
        self.bench = bench
        self.folder = tempfile.mkdtemp(prefix="home-", dir=bench.work)
        self.index = os.path.join(self.folder, "index.sqlite")
        place = {"HOME": "", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state",
                 "XDG_DATA_HOME": "data", "XDG_RUNTIME_DIR": "run", "QMD_CONFIG_DIR": "qmd", "TMPDIR": "tmp"}
        self.environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8", "NO_COLOR": "1",
                            "INDEX_PATH": self.index, "PWD": bench.work}
        for variable, name in place.items():
            self.environment[variable] = os.path.join(self.folder, name).rstrip("/")
            os.makedirs(self.environment[variable], mode=0o700, exist_ok=True)
        self.environment.update(variables or {})

    def timed(self, *words, keep_output=False):
        return timed([self.bench.qmd, *words], self.environment, keep_output)

    def run(self, *words):
        """Run a verb that must succeed; returns its stdout and how long it took."""
        done = self.timed(*words, keep_output=True)
        if done.code != 0:
            raise NotMeasured(f"`qmd {' '.join(words)}` exited {done.code}")
        return done

    def add(self, folder, name="notes"):
        return self.run("collection", "add", folder, "--name", name)

    def search(self, words, limit=5):
        return json.loads(self.run("search", words, "--json", "-n", str(limit)).output or b"[]")

    def documents(self):
        return json.loads(self.run("status", "--json").output)["documents"]["total"]

    def index_bytes(self):
        return sum(os.path.getsize(path) for path in (self.index, self.index + "-wal") if os.path.exists(path))

    @contextlib.contextmanager
    def watcher(self, debug=False):
        watcher = Watcher(self, debug)
        try:
            watcher.wait_until_ready()
            yield watcher
        finally:
            watcher.stop()

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Watcher:
    """`qmd watch` in the background, its stderr in a file that can be read line by line."""

    def __init__(self, home, debug):
        self.home = home
        path = os.path.join(home.folder, "watch.log")
        environment = home.environment | ({"QMD_LOG": "debug"} if debug else {})
        with open(path, "wb") as log:
            self.process = subprocess.Popen([home.bench.qmd, "watch"], env=environment, cwd=home.bench.work,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.log = open(path, "rb")
        self.rest = b""

    @property
    def pid(self):
        return self.process.pid

    def lines(self):
        """The lines written since the last call."""
        *whole, self.rest = (self.rest + self.log.read()).split(b"\n")
        return [line.decode(errors="replace") for line in whole]

    def wait_for(self, pattern, seconds, pause=0.0005):
        deadline = time.monotonic() + seconds
        while True:
            for line in self.lines():
                if re.search(pattern, line):
                    return line
            if self.process.poll() is not None:
                raise NotMeasured(f"`qmd watch` ended with code {self.process.returncode}")
            if time.monotonic() > deadline:
                return None
            time.sleep(pause)

    def wait_until_ready(self):
        if not self.wait_for("watching", 120, pause=0.01):
            raise NotMeasured("`qmd watch` never said that it is watching")
        if self.home.timed("watch", "status").code != 0:
            raise NotMeasured("`qmd watch status` does not see the running watcher")

    def committed(self, seconds=5):
        """The duration in milliseconds which the next commit line tells, or None if none came."""
        line = self.wait_for(r"committed \d+ changed", seconds)
        numbers = re.findall(r"([0-9.]+) ms", line or "")
        return float(numbers[-1]) if numbers else None

    def stop(self):
        if self.process.poll() is None:
            with contextlib.suppress(OSError):
                self.home.timed("watch", "stop")
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGTERM)
                try:
                    self.process.wait(5)
                except subprocess.TimeoutExpired:
                    self.process.kill()
                    self.process.wait()
        self.log.close()


@dataclass
class Bench:
    """One run: the binary, the throwaway folder, the corpora (made once, on first use) and the raw samples."""
    qmd: str
    work: str
    quick: bool
    seed: int = 7
    raw: dict = field(default_factory=dict)

    def __post_init__(self):
        self.random = random.Random(self.seed)
        self.language = corpus.Language(self.seed)

    def often(self, usual, quick):
        return quick if self.quick else usual

    def notes(self):
        """2,000 notes, to be read only."""
        return self.corpus("notes", lambda out: corpus.write_notes(2_000, out, self.seed))

    def tree(self):
        """20,000 notes in 7,000 folders, to be read only. With --quick a tenth of it."""
        size = (2_000, 700) if self.quick else (20_000, 7_000)
        return self.corpus("tree", lambda out: corpus.write_tree(*size, out, self.seed))

    @property
    def tree_size(self):
        return "2,000" if self.quick else "20,000"

    def corpus(self, name, write):
        out = os.path.join(self.work, name)
        if not os.path.isdir(out):
            say(f"  writing the {name}")
            write(out)
            os.sync()
        return out

    @contextlib.contextmanager
    def home(self, **variables):
        home = Home(self, variables)
        try:
            yield home
        finally:
            home.remove()

    @contextlib.contextmanager
    def copy(self, folder):
        """A copy that a figure may change."""
        holder = tempfile.mkdtemp(prefix="copy-", dir=self.work)
        try:
            yield shutil.copytree(folder, os.path.join(holder, "notes"))
        finally:
            shutil.rmtree(holder, ignore_errors=True)

    def queries(self, count):
        """Searches of two or three words, neither among the most frequent nor among the rarest."""
        usual = self.language.words[150:4_000]
        return [self.random.sample(usual, self.random.choice((2, 3))) for _ in range(count)]

    def new_word(self):
        """A word which is in no note."""
        return "zq" + corpus.made_up_word(self.random, 4) + "x"


def files(folder):
    return sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names)


def text_bytes(folder):
    return sum(os.path.getsize(path) for path in files(folder))


def append(path, text):
    """Save a note with a line more. Returns the monotonic clock just before close()."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
    os.write(descriptor, text.encode())
    moment = time.monotonic_ns()
    os.close(descriptor)
    return moment
