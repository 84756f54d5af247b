"""The memory of one search and the size of the stripped program.

A process's ru_maxrss starts at the resident size of whatever spawned it, which a Python is too big for; so the
search runs under `time`, which is small.
"""
import os
import shutil
import subprocess

from measure import NotMeasured, Row, median, tool

NAME = "footprint"


def measure(bench):
    timer, report = tool("time"), os.path.join(bench.work, "maxrss")
    kilobytes = []
    with bench.home() as home:
        home.add(bench.notes())
        for words in bench.queries(20):
            done = subprocess.run([timer, "-f", "%M", "-o", report, bench.qmd, "search", " ".join(words), "--json"],
                                  env=home.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if done.returncode != 0:
                raise NotMeasured(f"qmd search exited {done.returncode}")
            with open(report) as file:
                kilobytes.append(int(file.read().split()[-1]))
        stripped = os.path.join(home.folder, "stripped")
        shutil.copy(bench.qmd, stripped)
        subprocess.run([tool("strip"), stripped], stderr=subprocess.DEVNULL)
        size = os.path.getsize(stripped)
    bench.raw["footprint"] = {"search_maxrss_kb": kilobytes, "stripped_bytes": size}
    return [Row("search, largest RSS", max(kilobytes) / 1024, "MB", None, 24),
            Row("stripped program", size / 1e6, "MB", None, 18)]
