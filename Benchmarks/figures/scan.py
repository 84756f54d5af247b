"""The nearest vectors by brute force over bytes, beside one pass of reads over the same bytes on the same threads.

A scan finds 20 rows, which floats then put in order; the time of that is given apart. Recall is of the ten that come
out, against an exact scan of floats; the vectors have no direction in particular, which is the hardest case.
"""
import json
import os
import subprocess

from measure import NotMeasured, Row, median, tool

NAME = "scan"


def measure(bench):
    vectors, rows = tool(os.path.join(os.path.dirname(bench.qmd), "vectors")), []
    for count in (10_000, 100_000) if bench.quick else (10_000, 100_000, 1_000_000):
        for threads in (1, 2):
            rounds = 400 if count < 50_000 else 100 if count < 500_000 else 25
            done = subprocess.run([vectors, "scan", str(count), str(threads), str(rounds)], capture_output=True, text=True)
            if done.returncode != 0:
                raise NotMeasured(f"`vectors scan` ended with {done.returncode}")
            found = json.loads(done.stdout)
            ours, floor = ([sample * 1000 for sample in found[name]] for name in ("scan_s", "pass_s"))
            label = f"{count:,} vectors, {threads} thread{'s' if threads > 1 else ''}"
            bench.raw[label] = {"ours_ms": ours, "floor_ms": floor, "level": found["level"], "recall": found["recall"],
                                "exact_ms": [sample * 1000 for sample in found["exact_s"]],
                                "rescore_ms": [sample * 1000 for sample in found["rescore_s"]]}
            rows.append(Row(f"scan of {label}", median(ours), "ms", median(floor), 1.5, "ratio"))
            if threads == 1:
                rows.append(Row("  not among the ten, of 100", 100 * (1 - found["recall"]), "%", None, 1))
    return rows
