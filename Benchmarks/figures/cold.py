"""A cold `qmd search --json` over 2,000 notes, beside the `sqlite3` shell's plain match in the same index.

Both are whole processes. Without a watcher qmd compares every file with the disk, which the shell does not.
"""
from contextlib import nullcontext

from measure import NotMeasured, Row, median, milliseconds, percentile, timed, tool

NAME = "cold"


def measure(bench):
    shell, rows = tool("sqlite3"), []
    queries, rounds = bench.queries(30), bench.often(4, 2)
    with bench.home() as home:
        home.add(bench.notes())
        if not any(home.search(" ".join(words)) for words in queries):
            raise NotMeasured("no query found anything, so there is nothing to time")
        for state in ("no watcher", "watcher"):
            ours, floor = [], []
            with home.watcher() if state == "watcher" else nullcontext():
                pairs = [words for _ in range(rounds) for words in queries]
                bench.random.shuffle(pairs)
                for turn, words in enumerate(pairs):
                    match = " OR ".join(f'"{word}"' for word in words)
                    plain = [shell, "-readonly", home.index, "SELECT rowid FROM documents_fts WHERE documents_fts "
                             f"MATCH '{match}' ORDER BY rank LIMIT 5"]
                    for who in ((0, 1) if turn % 2 else (1, 0)):
                        if who == 0:
                            done = home.timed("search", " ".join(words), "--json", "-n", "5")
                            ours.append(done.nanoseconds)
                        else:
                            done = timed(plain, home.environment)
                            floor.append(done.nanoseconds)
                        if done.code != 0:
                            raise NotMeasured(f"{('qmd search', 'the sqlite3 shell')[who]} exited {done.code}")
            ours, floor = milliseconds(ours), milliseconds(floor)
            bench.raw[state] = {"ours_ms": ours, "floor_ms": floor}
            rows.append(Row(f"cold search, {state}, p50", median(ours), "ms", median(floor), 2.0, "ratio"))
            rows.append(Row(f"cold search, {state}, p95", percentile(ours, .95), "ms", percentile(floor, .95)))
    return rows
