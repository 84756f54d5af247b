"""A cold `qmd query --json` over 2,000 embedded notes, beside the `sqlite3` shell's plain match; the same without starting a
process; and the memory of a query and of a watcher that has embedded everything.

Embedding the notes takes some minutes of both cores, and is not part of the figures.
"""
import json
import os
import subprocess

from figures.encoder import MODELS
from measure import NotMeasured, Row, median, milliseconds, percentile, timed, tool

NAME = "meaning"


def measure(bench):
    if not os.path.exists(os.path.join(MODELS, "all-MiniLM-L6-v2", "model.safetensors")):
        raise NotMeasured("the model is not in .build/data: run `make test` or `make demo` first")
    data = os.path.realpath(os.path.join(MODELS, "..", ".."))
    shell, timer, rows = tool("sqlite3"), tool("time"), []
    with bench.home(XDG_DATA_HOME=data) as home:
        home.add(bench.notes())
        home.run("embed", "--timeout", "0")
        vectors = json.loads(home.run("status", "--json").output)["vectors"]
        with home.watcher() as watcher:
            samples = {"query": [], "vsearch": [], "floor": []}
            for words in bench.queries(30) * bench.often(4, 2):
                match = " OR ".join(f'"{word}"' for word in words)
                plain = [shell, "-readonly", home.index, "SELECT rowid FROM documents_fts WHERE documents_fts "
                         f"MATCH '{match}' ORDER BY rank LIMIT 5"]
                for name in ("query", "floor", "vsearch"):
                    done = (timed(plain, home.environment) if name == "floor"
                            else home.timed(name, " ".join(words), "--json", "-n", "5", "--min-score", "0"))
                    if done.code != 0:
                        raise NotMeasured(f"{name} exited {done.code}")
                    samples[name].append(done.nanoseconds)
            ours, floor = milliseconds(samples["query"]), milliseconds(samples["floor"])
            rows.append(Row("cold query, p50", median(ours), "ms", median(floor), 5.0, "ratio"))
            rows.append(Row("cold query, p95", percentile(ours, .95), "ms", percentile(floor, .95)))
            rows.append(Row("cold vsearch, p50", median(milliseconds(samples["vsearch"])), "ms", median(floor)))
            report, kilobytes = os.path.join(bench.work, "maxrss"), []
            for words in bench.queries(10):
                subprocess.run([timer, "-f", "%M", "-o", report, bench.qmd, "query", " ".join(words), "--json"],
                               env=home.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
                with open(report) as file:
                    kilobytes.append(int(file.read().split()[-1]))
            with open(f"/proc/{watcher.pid}/status") as file:
                idle = next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))
        fixture = os.path.join(home.folder, "questions.json")
        with open(fixture, "w") as file:
            first = sorted(os.listdir(bench.notes()))[0]
            json.dump({"description": "speed", "version": 1,
                       "queries": [{"id": str(number), "query": " ".join(words), "type": "topical",
                                    "expected_files": [first], "expected_in_top_k": 1}
                                   for number, words in enumerate(bench.queries(200))]}, file)
        warm = json.loads(home.run("bench", fixture, "--json").output)["summary"]["hybrid"]["p50_latency_ms"]
    bench.raw["meaning"] = {"vectors": vectors, "query_maxrss_kb": kilobytes, "watcher_rss_kb": idle} | {
        f"{name}_ms": milliseconds(values) for name, values in samples.items()}
    return rows + [Row(f"warm query, {vectors['total']:,} passages, p50", warm, "ms", None, 5),
                   Row("query, largest RSS", max(kilobytes) / 1024, "MB", None, 140),
                   Row("idle watcher after embedding, RSS", idle / 1024, "MB", None, 40)]
