"""The first index, text only, beside one transaction that loads the same files into a plain FTS5 table."""
import os
import sys

from measure import HERE, NotMeasured, Row, median, timed

NAME = "index"


def compare(bench, folder, times):
    """Interleaved runs; seconds of ours and of the floor."""
    ours, floor = [], []
    loader = os.path.join(HERE, "floors", "plain_load.py")
    for turn in range(times):
        with bench.home() as home:
            plain = [sys.executable, "-S", "-E", loader, folder, os.path.join(home.folder, "plain.sqlite")]

            def load():
                done = timed(plain, home.environment)
                if done.code != 0:
                    raise NotMeasured("the plain load failed")
                floor.append(done.nanoseconds / 1e9)

            if turn % 2:
                load()
            ours.append(home.add(folder).nanoseconds / 1e9)
            if not turn % 2:
                load()
    return ours, floor


def measure(bench):
    rows = []
    for name, folder, times in (("2,000", bench.notes(), bench.often(3, 2)),
                                (bench.tree_size, bench.tree(), bench.often(2, 1))):
        ours, floor = compare(bench, folder, times)
        bench.raw[folder.rpartition("/")[2]] = {"ours_s": ours, "floor_s": floor}
        what = "in folders" if folder == bench.tree() else ""
        rows.append(Row(f"first index, {name} notes {what}".rstrip(), median(ours), "s", median(floor), 1.6, "ratio"))
    return rows
