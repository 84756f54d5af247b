"""What a watcher costs while nothing happens, and whether it forgets folders that come and go."""
import os
import time
from contextlib import suppress

from measure import Row, family

NAME = "idle"


def read(path):
    with open(path) as file:
        return file.read()


def usage(pid):
    """CPU seconds, written bytes and write calls so far, and resident kB now, of the process and its children."""
    ticks = nanoseconds = written = calls = resident = 0
    for member in family(pid):
        with suppress(OSError):
            fields = read(f"/proc/{member}/stat").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
            for thread in os.listdir(f"/proc/{member}/task"):
                with suppress(OSError):  # finer than a tick; absent from some kernels
                    nanoseconds += int(read(f"/proc/{member}/task/{thread}/schedstat").split()[0])
            counters = dict(line.split(": ") for line in read(f"/proc/{member}/io").splitlines())
            written += int(counters["write_bytes"])
            calls += int(counters["syscw"])
            resident += int(read(f"/proc/{member}/status").partition("VmRSS:")[2].split()[0])
    # Ticks are coarse, but only they remember threads that have ended.
    return {"cpu_s": max(nanoseconds / 1e9, ticks / os.sysconf("SC_CLK_TCK")), "ticks": ticks,
            "write_bytes": written, "syscw": calls, "rss_kb": resident}


def settled(pid, seconds=30):
    """Wait until a whole second passes without work: what follows a start is not idleness."""
    last = usage(pid)["cpu_s"]
    for _ in range(seconds):
        time.sleep(1)
        now = usage(pid)["cpu_s"]
        if now - last < 0.002:
            return
        last = now


def measure(bench):
    seconds, folders = bench.often(60, 10), bench.often(20_000, 4_000)
    with bench.home() as home:
        home.add(bench.tree())
        with home.watcher() as watcher:
            settled(watcher.pid)
            before, started = usage(watcher.pid), time.monotonic()
            time.sleep(seconds)
            after, passed = usage(watcher.pid), time.monotonic() - started
            passing = os.path.join(bench.tree(), "passing")
            for _ in range(folders // 20):  # a first tenth of them fills the allocator's pools
                os.mkdir(passing)
                os.rmdir(passing)
            settled(watcher.pid)
            calm = usage(watcher.pid)
            for number in range(folders):
                os.mkdir(f"{passing}-{number}")
                os.rmdir(f"{passing}-{number}")
            settled(watcher.pid)
            churned = usage(watcher.pid)
    bench.raw["idle"] = {"seconds": passed, "before": before, "after": after, "calm": calm, "churned": churned}
    return [Row(f"idle CPU over {seconds} s", 100 * (after["cpu_s"] - before["cpu_s"]) / passed, "%", None, 0.1,
                strict=True),
            Row("idle bytes written", after["write_bytes"] - before["write_bytes"], "B", None, 0),
            Row("idle write calls", after["syscw"] - before["syscw"], ""),
            Row(f"idle watcher RSS, {bench.tree_size} notes", after["rss_kb"] / 1024, "MB", None, 32),
            Row(f"RSS growth, {folders:,} mkdir/rmdir", (churned["rss_kb"] - calm["rss_kb"]) / 1024, "MB", None, 1,
                strict=True)]
