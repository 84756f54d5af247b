"""One changed note, committed: what the watcher itself logs for each of 300 single edits.

Beside it, for scale, the same edit as one transaction on a plain FTS5 table in WAL mode.
"""
import os
import sqlite3
import time

from measure import NotMeasured, Row, append, files, median, percentile

NAME = "commit"


def measure(bench):
    with bench.copy(bench.notes()) as folder, bench.home() as home:
        home.add(folder)
        notes, edits = files(folder), bench.often(300, 60)
        ours, floor, silent = [], [], 0
        plain = sqlite3.connect(os.path.join(home.folder, "plain.sqlite"), isolation_level=None)
        plain.execute("PRAGMA journal_mode=WAL")
        plain.execute("PRAGMA synchronous=NORMAL")
        plain.execute("CREATE VIRTUAL TABLE notes USING fts5(path, title, body, tokenize='porter unicode61')")
        plain.execute("BEGIN")
        for row, path in enumerate(notes):
            with open(path, encoding="utf-8") as file:
                plain.execute("INSERT INTO notes(rowid, path, title, body) VALUES (?, ?, '', ?)",
                              (row, path, file.read()))
        plain.execute("COMMIT")
        with home.watcher(debug=True) as watcher:
            for _ in range(edits):
                row = bench.random.randrange(len(notes))
                watcher.lines()
                append(notes[row], f"\nOne line more: {bench.new_word()}.\n")
                told = watcher.committed()
                if told is None:
                    silent += 1
                    if silent > 3:
                        raise NotMeasured("the watcher logs no commits of single edits")
                    continue
                ours.append(told)
                with open(notes[row], encoding="utf-8") as file:
                    body = file.read()
                started = time.monotonic_ns()
                plain.execute("UPDATE notes SET body = ? WHERE rowid = ?", (body, row))
                floor.append((time.monotonic_ns() - started) / 1e6)
                time.sleep(bench.random.uniform(0.005, 0.02))
        plain.close()
    bench.raw["commit"] = {"ours_ms": ours, "floor_ms": floor, "edits_without_a_commit": silent}
    return [Row("one edit committed, p50", median(ours), "ms", median(floor), 1),
            Row("one edit committed, p99", percentile(ours, .99), "ms", percentile(floor, .99), 8)]
