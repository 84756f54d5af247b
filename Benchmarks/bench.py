#!/usr/bin/env python3
"""Speed, size and memory of qmd, each beside its floor in the same run. README.md says what each figure is.

    bench.py [--qmd PATH] [--only cold,index,...] [--quick]

Exit code 2 if a figure could not be taken; a missed bar is not an error.
"""
import argparse
import os
import shutil
import sys
import tempfile
import time
import traceback

sys.dont_write_bytecode = True

import measure
import runs
from figures import (audit, burst, cold, commit, encoder, first_index, footprint, idle, meaning, save, scan, size,
                     unchanged)

FIGURES = [cold, first_index, unchanged, commit, save, burst, size, idle, footprint, encoder, scan, audit, meaning]


def find_binary(path):
    built = os.path.join(measure.HERE, "..", ".build", "release", "qmd")
    path = path or (built if os.path.exists(built) else shutil.which("qmd"))
    if not path or not os.access(path, os.X_OK):
        sys.exit("no qmd to measure: build it with `swift build -c release --product qmd`, or give --qmd PATH")
    return os.path.realpath(path)


def main():
    names = [figure.NAME for figure in FIGURES]
    parser = argparse.ArgumentParser(description="Speed, size and memory of qmd, each beside its floor.")
    parser.add_argument("--qmd", metavar="PATH", help="the program; else the release build, else the one in PATH")
    parser.add_argument("--only", metavar="NAMES", help=f"some of {','.join(names)}")
    parser.add_argument("--quick", action="store_true", help="a tenth of the tree and fewer runs; for trying out")
    chosen = parser.parse_args()
    wanted = chosen.only.split(",") if chosen.only else names
    if unknown := [name for name in wanted if name not in names]:
        parser.error(f"no figure is called {unknown[0]}; there are {', '.join(names)}")

    qmd, work, here = find_binary(chosen.qmd), tempfile.mkdtemp(prefix="qmd-bench-"), os.getcwd()
    result = runs.header() | {"quick": chosen.quick, "figures": {}}
    if result["machine"]["load_before"] > 0.5:
        measure.say(f"the machine is busy (load {result['machine']['load_before']:.1f}): figures will be worse")
    print(measure.HEADING, flush=True)
    failed = False
    try:
        os.chdir(work)
        bench = measure.Bench(qmd, work, chosen.quick)
        for figure in (figure for figure in FIGURES if figure.NAME in wanted):
            measure.say(f"  measuring {figure.NAME}")
            bench.raw, started = {}, time.monotonic()
            entry = result["figures"][figure.NAME] = {}
            try:
                rows = figure.measure(bench)
                entry["rows"] = [{"figure": row.figure.strip(), "ours": row.ours, "unit": row.unit,
                                  "floor": row.floor, "ratio": row.ratio, "bar": row.bar, "judged": row.judged,
                                  "verdict": row.verdict} for row in rows]
                print("\n".join(row.line() for row in rows), flush=True)
            except Exception as error:
                failed = True
                if not isinstance(error, measure.NotMeasured):
                    traceback.print_exc()
                sentence = f"{error}" if isinstance(error, measure.NotMeasured) else f"{type(error).__name__}: {error}"
                entry["not_measured"] = sentence.replace(work, "…").replace(qmd, "qmd")
                print(f"{figure.NAME}: not measured: {entry['not_measured']}", flush=True)
            entry |= {"seconds": round(time.monotonic() - started, 1), "raw": bench.raw}
    finally:
        os.chdir(here)
        shutil.rmtree(work, ignore_errors=True)
    print(f"raw samples: {runs.write(result, '-quick' if chosen.quick else '')}")
    return 2 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
