"""A whole `qmd audit` of 1,000 skills with ten queries each, beside the same queries put to search one after the other;
and, under a watcher, how long after a save the queries that it may touch are scored again.

The floor is `plain-searches`: one process, one thread, the ranking that people use, and nothing but searching.
"""
import glob
import json
import os
import random
import re
import subprocess
import time

import corpus
from measure import HERE, NotMeasured, Row, median, percentile, timed

NAME = "audit"


def measure(bench):
    plain = os.path.join(HERE, "..", ".build", "release", "plain-searches")
    if not os.access(plain, os.X_OK):
        raise NotMeasured("the floor is not built: swift build -c release --product plain-searches")
    folder = os.path.join(bench.work, "skills")
    corpus.write_skills(bench.often(1_000, 100), folder)
    contracts = sorted(glob.glob(os.path.join(folder, "*", "evals", "recall.json")))
    queries = os.path.join(bench.work, "queries")
    with open(queries, "w", encoding="utf-8") as file:
        for path in contracts:
            with open(path, encoding="utf-8") as contract:
                file.writelines(row["query"] + "\n" for row in json.load(contract))
    rows = []
    with bench.home() as home:
        home.add(folder, "skills")
        ours, floor, memory = [], [], []
        for turn in range(bench.often(5, 3)):
            for who in ((0, 1) if turn % 2 else (1, 0)):
                if who == 0:
                    done = timed(["/usr/bin/time", "-f", "%M", "-o", os.path.join(home.folder, "peak"), bench.qmd,
                                  "audit", "--json"], home.environment)
                    if done.code not in (0, 1):
                        raise NotMeasured(f"`qmd audit` exited {done.code}")
                    ours.append(done.nanoseconds / 1e6)
                    with open(os.path.join(home.folder, "peak"), encoding="utf-8") as file:
                        memory.append(int(file.read().split()[-1]) / 1024)
                else:
                    done = subprocess.run([plain, home.index, queries], env=home.environment, capture_output=True,
                                          text=True, check=True)
                    floor.append(float(done.stdout.split()[0]))
        rows.append(Row(f"audit, {len(contracts)} skills × 10 queries", median(ours), "ms", median(floor), .6, "ratio"))
        rows.append(Row("audit, largest RSS", max(memory), "MB", None, 200))
        saves = rescored(bench, home, folder)
        rows.append(Row("save → affected queries scored, p50", median(saves), "ms", None, 100))
        rows.append(Row("save → affected queries scored, p95", percentile(saves, .95), "ms"))
        bench.raw["audit"] = {"ours_ms": ours, "floor_ms": floor, "rss_mb": memory, "rescored_ms": saves}
    return rows


def rescored(bench, home, folder):
    """Milliseconds from close() of a changed SKILL.md until the watcher has scored what it touches."""
    rng, saves = random.Random(7), []
    skills = sorted(glob.glob(os.path.join(folder, "*", "SKILL.md")))
    with home.watcher(debug=True) as watcher:
        if not watcher.wait_for(r"audited \d+ skills", 120, pause=0.01):
            raise NotMeasured("the watcher never audited the library")
        for _ in range(bench.often(40, 10)):
            path, other = rng.choice(skills), rng.choice(skills)
            with open(path, encoding="utf-8") as file, open(other, encoding="utf-8") as second:
                text, words = file.read(), re.findall(r"[a-z]{4,}", second.read())
            watcher.lines()
            with open(path, "w", encoding="utf-8") as file:
                file.write(text + "\n" + " ".join(rng.choice(words) for _ in range(12)) + ".\n")
            started = time.monotonic()
            if not watcher.wait_for(r"re-scored \d+ of", 30, pause=0.0005):
                raise NotMeasured("the watcher did not score what a save touched")
            saves.append((time.monotonic() - started) * 1000)
    return saves
