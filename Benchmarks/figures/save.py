"""From close() of a saved note to the end of the first fresh `qmd search` process that finds its new word.

A new search starts as soon as the last one ended. Beside it, from the same saves, when a bare inotify reader
in a process of its own saw the event. Searches check their hits on disk, so first tries are counted too.
"""
import os
import subprocess
import sys
import time

from measure import HERE, NotMeasured, Row, append, files, median, milliseconds, percentile

NAME = "save"


def measure(bench):
    saves = bench.often(200, 40)
    with bench.copy(bench.notes()) as folder, bench.home() as home:
        home.add(folder)
        notes = files(folder)
        reader = subprocess.Popen([sys.executable, "-S", "-E", os.path.join(HERE, "floors", "inotify_reader.py"),
                                   folder], stdout=subprocess.PIPE, text=True)
        try:
            if reader.stdout.readline().strip() != "ready":
                raise NotMeasured("the bare inotify reader did not start")
            with home.watcher():
                ours, tries, seen, log = [], [], [], []
                for _ in range(saves):
                    path, word = bench.random.choice(notes), bench.new_word()
                    name = os.path.basename(path).encode()
                    closed = append(path, f"\nRemember {word}.\n")
                    for attempt in range(1, 2_000):
                        done = home.timed("search", word, "--json", keep_output=True)
                        if done.code != 0:
                            raise NotMeasured(f"qmd search exited {done.code}")
                        if name in done.output:
                            break
                    else:
                        raise NotMeasured("a saved word was never found")
                    ours.append(done.ended - closed)
                    tries.append(attempt)
                    log.append((closed, os.path.basename(path)))
                    time.sleep(bench.random.uniform(0.01, 0.03))
                for closed, name in log:
                    for line in reader.stdout:
                        moment, seen_name = line.split()
                        if seen_name == name and int(moment) >= closed:
                            seen.append(int(moment) - closed)
                            break
        finally:
            reader.kill()
            reader.wait()
            reader.stdout.close()
    ours, floor = milliseconds(ours), milliseconds(seen)
    first = sum(attempt == 1 for attempt in tries)
    bench.raw["save"] = {"ours_ms": ours, "floor_ms": floor, "tries": tries}
    return [Row("saved, then found, p50", median(ours), "ms", median(floor), 12),
            Row("saved, then found, p99", percentile(ours, .99), "ms", percentile(floor, .99), 40),
            Row("saved, found at the first try", 100 * first / len(tries), "%")]
