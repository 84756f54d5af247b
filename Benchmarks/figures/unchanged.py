"""`qmd update` when nothing has changed, beside `find` printing the size and time of the same files."""
from measure import NotMeasured, Row, median, milliseconds, timed, tool

NAME = "unchanged"


def measure(bench):
    find, root = tool("find"), bench.tree()
    ours, floor = [], []
    with bench.home() as home:
        home.add(root)
        home.run("update")
        for turn in range(bench.often(13, 9)):
            for who in ((0, 1) if turn % 2 else (1, 0)):
                if who == 0:
                    done = home.timed("update")
                    ours.append(done.nanoseconds)
                else:
                    done = timed([find, root, "-type", "f", "-printf", "%s %T@\\n"], home.environment)
                    floor.append(done.nanoseconds)
                if done.code != 0:
                    raise NotMeasured(f"{('qmd update', 'find')[who]} exited {done.code}")
    ours, floor = milliseconds(ours), milliseconds(floor)
    bench.raw["unchanged"] = {"ours_ms": ours, "floor_ms": floor}
    return [Row(f"update, nothing changed, {bench.tree_size} notes", median(ours), "ms", median(floor), 1.3, "ratio")]
