"""10,000 notes created at once under a running watcher, until all are found, beside a first index of the same.

The clock starts before the first note is written, so the writing itself is part of our time.
"""
import json
import os
import shutil
import subprocess
import sys
import time

from measure import HERE, NotMeasured, Row, files, median

NAME = "burst"


def burst_until_found(bench, home, base, count):
    """Seconds of writing and seconds until found; leaves the notes in BASE/burst."""
    before, target = home.documents(), os.path.join(base, "burst")
    writer = subprocess.Popen([sys.executable, os.path.join(HERE, "corpus.py"), "burst", str(count), target],
                              stdout=subprocess.PIPE, text=True)
    try:
        begun = int(writer.stdout.readline().split()[1])
        deadline = time.monotonic() + 300
        while True:
            done = home.timed("status", "--json", keep_output=True)
            if done.code == 0 and json.loads(done.output)["documents"]["total"] >= before + count:
                break
            if time.monotonic() > deadline:
                raise NotMeasured("the burst was not indexed within five minutes")
            time.sleep(0.05)
        ended = int(writer.stdout.readline().split()[1])
    finally:
        writer.wait()
        writer.stdout.close()
    for path in bench.random.sample(files(target), 20):
        with open(path, encoding="utf-8") as file:
            words = sorted(set(file.read().split()), key=lambda word: (-len(word), word))
        words = [word for word in words if word.isalpha()][:6]
        if not any(hit["file"].endswith(os.path.basename(path)) for hit in home.search(" ".join(words), 10)):
            raise NotMeasured(f"{os.path.basename(path)} is counted but not found")
    return (ended - begun) / 1e9, (done.ended - begun) / 1e9


def measure(bench):
    count = bench.often(10_000, 2_000)
    writing, ours, floor = [], [], []
    for _ in range(bench.often(2, 1)):
        with bench.copy(bench.notes()) as base:
            with bench.home() as home:
                home.add(base)
                with home.watcher():
                    wrote, found = burst_until_found(bench, home, base, count)
            writing.append(wrote)
            ours.append(found)
            target = shutil.move(os.path.join(base, "burst"), base + "-burst")
            with bench.home() as home:
                floor.append(home.add(target, "burst").nanoseconds / 1e9)
    bench.raw["burst"] = {"ours_s": ours, "floor_s": floor, "writing_s": writing}
    return [Row(f"{count:,} new files found", median(ours), "s", median(floor), 1.5, "ratio"),
            Row("  of which writing them took", median(writing), "s")]
