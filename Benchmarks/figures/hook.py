"""`qmd hook claude` as an agent runs it: a fresh process for each message, 2,000 notes and 1,000 skills.

The messages are questions of the skills' own contracts, and as many that mix words of the notes; half of them are as
long as people write them to agents. The floor is a process that does nothing: `qmd version`. Then the same messages
while everything around is wrong.
"""
import contextlib
import json
import os
import signal
import socket
import sqlite3
import time

import corpus
from measure import NotMeasured, Row, median, milliseconds, percentile

NAME = "hook"


def ask(home, message):
    """One run: what it answered, its exit status, and how long it took from posix_spawn to wait4."""
    turn = {"session_id": "s", "transcript_path": "/tmp/t.jsonl", "cwd": home.folder, "permission_mode": "default",
            "hook_event_name": "UserPromptSubmit", "prompt": message}
    path = os.path.join(home.folder, "turn.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(turn, file)
    reader, writer = os.pipe()
    actions = [(os.POSIX_SPAWN_OPEN, 0, path, os.O_RDONLY, 0), (os.POSIX_SPAWN_DUP2, writer, 1),
               (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)]
    started = time.monotonic_ns()
    child = os.posix_spawn(home.bench.qmd, [home.bench.qmd, "hook", "claude"], home.environment, file_actions=actions)
    _, status, _ = os.wait4(child, 0)
    took = time.monotonic_ns() - started
    os.close(writer)
    output = b""
    while piece := os.read(reader, 1 << 16):
        output += piece
    os.close(reader)
    return output, os.waitstatus_to_exitcode(status), took


def messages(bench, skills):
    found = []
    for name in sorted(os.listdir(skills))[::25]:
        with open(os.path.join(skills, name, "evals", "recall.json"), encoding="utf-8") as file:
            rows = [row["query"] for row in json.load(file) if row.get("should_trigger", True)]
        found += rows[:2]
    found += [" ".join(words) for words in bench.queries(len(found))]
    filler = "could you please look at this for me because I am not sure what we decided about "
    return [filler + message + " and what should I write back to them today" if turn % 2 else message
            for turn, message in enumerate(found)]


def measure(bench):
    skills = bench.corpus("skills", lambda out: corpus.write_skills(1_000, out, bench.seed))
    rows = []
    with bench.home() as home:
        home.add(bench.notes())
        home.add(skills, "skills")
        asked = messages(bench, skills) * bench.often(3, 1)
        bench.random.shuffle(asked)
        ours, floor, answered = [], [], 0
        for message in asked:
            output, code, took = ask(home, message)
            if code != 0:
                raise NotMeasured(f"`qmd hook claude` exited {code}")
            ours.append(took)
            answered += bool(output)
            floor.append(home.timed("version").nanoseconds)
        if not answered:
            raise NotMeasured("no message was answered")
        ours, floor = milliseconds(ours), milliseconds(floor)
        bench.raw |= {"ours_ms": ours, "floor_ms": floor, "answered": answered}
        rows += [Row("hook by words, p50", median(ours), "ms", median(floor), 12),
                 Row("hook by words, p99", percentile(ours, .99), "ms", percentile(floor, .99), 40),
                 Row("hook by words, max", max(ours), "ms", max(floor), 200, strict=True)]
        worst = 0.0
        for name, hindrance in HINDRANCES.items():
            times = []
            for message in asked[:bench.often(20, 5)]:
                with hindrance(home) as instead:
                    _, code, took = ask(home, instead or message)
                if code != 0:
                    raise NotMeasured(f"with {name} `qmd hook claude` exited {code}")
                times.append(took / 1e6)
            bench.raw[name] = times
            worst = max(worst, *times)
            rows.append(Row(f"  {name}, max", max(times), "ms", None, 200, strict=True))
        rows.append(Row("hook, everything wrong, max", worst, "ms", None, 200, strict=True))
    return rows


@contextlib.contextmanager
def stopped_watcher(home):
    with home.watcher() as watcher:
        os.kill(watcher.pid, signal.SIGSTOP)
        try:
            yield None
        finally:
            os.kill(watcher.pid, signal.SIGCONT)


@contextlib.contextmanager
def locked_index(home):
    other = sqlite3.connect(home.index, isolation_level=None)
    try:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        yield None
        other.execute("ROLLBACK")
    finally:
        other.close()


@contextlib.contextmanager
def stale_socket(home):
    path = os.path.join(home.folder, "qmd.sock")
    left = socket.socket(socket.AF_UNIX)
    left.bind(path)
    left.close()
    try:
        yield None
    finally:
        os.remove(path)


@contextlib.contextmanager
def long_message(_):
    yield "a line of a log that somebody pasted for no reason at all\n" * 90_000


HINDRANCES = {"stopped watcher": stopped_watcher, "locked index": locked_index, "stale socket": stale_socket,
              "5 MB message": long_message}
