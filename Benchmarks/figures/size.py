"""The size of the index (with its WAL) beside the text: fresh, and after 2,000 single edits under the watcher."""
import time

from measure import NotMeasured, Row, append, files, text_bytes

NAME = "size"


def measure(bench):
    edits = bench.often(2_000, 200)
    with bench.copy(bench.notes()) as folder, bench.home() as home:
        home.add(folder)
        fresh = home.index_bytes(), text_bytes(folder)
        notes, silent = files(folder), 0
        with home.watcher(debug=True) as watcher:
            for _ in range(edits):
                watcher.lines()
                append(bench.random.choice(notes), f"\nOne line more: {bench.new_word()}.\n")
                if watcher.committed() is None:
                    silent += 1
                    if silent > 3:
                        raise NotMeasured("the watcher logs no commits of single edits")
            edited = home.index_bytes(), text_bytes(folder)
            time.sleep(3)
            rested = home.index_bytes()
        stopped = home.index_bytes()
    bench.raw["size"] = {"fresh": fresh, "edited": edited, "edited_idle_3s": rested, "edited_stopped": stopped,
                         "edits_without_a_commit": silent}
    mb = 1e6
    return [Row("index size, fresh; floor: the text", fresh[0] / mb, "MB", fresh[1] / mb, 1.3, "ratio"),
            Row(f"index size, {edits:,} edits later", edited[0] / mb, "MB", edited[1] / mb, 1.6, "ratio"),
            Row("  the same after 3 s of rest", rested / mb, "MB", edited[1] / mb)]
