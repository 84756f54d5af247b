#!/usr/bin/env python3
"""What lessons do to queries that nobody saw, in one run: none, the built-in teacher's and a scripted model's, gated or not.

    lessons.py SET [--lessons PATH] [--rounds N] [--only TWIN,…]

SET is a retrieval set as `quality.py` takes them, for instance metatool. Each document becomes a skill, each query of
its `dev` split a line of the skill's contract; lessons see and judge by those alone. The `test` split is put to the
library before and after. Differences to no lessons are told by McNemar's exact test on the same queries. The scripted model
(`paraphraser.py`) is asked over HTTP as any model is.
"""
import argparse
import collections
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile

import paraphraser
import quality
import runs
from recall import rows


def prepare(folder, out):
    docs = quality.unpack(folder, os.path.join(out, "docs"))
    texts = dict(rows(os.path.join(folder, "queries.tsv")))
    split = dict(rows(os.path.join(folder, "split.tsv")))
    owners = collections.defaultdict(list)
    for query, document, grade in rows(os.path.join(folder, "qrels.tsv")):
        if float(grade) > 0 and query in texts:
            owners[query].append(re.sub(r"(/SKILL)?\.md$", "", document))
    contracts, tests = collections.defaultdict(list), []
    for query, names in owners.items():
        if split.get(query) == "dev":
            for name in names:
                contracts[name].append({"query": texts[query], "should_trigger": True, "rank": len(names)})
        else:
            tests.append((texts[query], names))
    for path, text in quality.texts(docs):
        name = re.sub(r"(/SKILL)?\.md$", "", path)
        skill = os.path.join(out, "skills", name)
        os.makedirs(os.path.join(skill, "evals"), exist_ok=True)
        with open(os.path.join(skill, "SKILL.md"), "w", encoding="utf-8") as file:
            file.write(text)
        if contracts[name]:
            with open(os.path.join(skill, "evals", "recall.json"), "w", encoding="utf-8") as file:
                json.dump(contracts[name], file)
    with open(os.path.join(out, "test.tsv"), "w", encoding="utf-8") as file:
        for query, names in tests:
            file.write(f"{query}\t{' '.join(names)}\n")
    shutil.rmtree(docs, ignore_errors=True)


def mcnemar(before, after):
    """Queries won and lost, and the exact two-sided probability of so uneven a split by chance."""
    won = sum(b < a for b, a in zip(before, after))
    lost = sum(b > a for b, a in zip(before, after))
    n = won + lost
    tail = sum(math.comb(n, k) for k in range(min(won, lost) + 1)) / 2**n if n else 1
    return won, lost, min(1.0, 2 * tail)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set")
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--lessons", default=os.path.join(here, "../.build/release/lessons"))
    parser.add_argument("--rounds", default="8")
    parser.add_argument("--only", help="of gated, ungated, scripted-gated, scripted-ungated, with commas between")
    options = parser.parse_args()
    header = runs.header()
    with tempfile.TemporaryDirectory() as out:
        prepare(options.set, out)
        command = [options.lessons, out, "--rounds", options.rounds, "--teacher", paraphraser.listen()]
        command += ["--only", options.only] if options.only else []
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    result = json.loads(done.stdout)
    untaught = result["twins"][0]["hits"]
    for twin in result["twins"]:
        hits = twin["hits"]
        won, lost, p = mcnemar(untaught, hits)
        twin["test"] = {"hit@1": round(sum(hits) / len(hits), 4), "of": len(hits), "won": won, "lost": lost, "p": p}
        kept, total = twin["contractsAfter"]
        print(
            f"{twin['twin']:19} test hit@1 {sum(hits) / len(hits):.3f} of {len(hits)} (won {won}, lost {lost}, p {p:.2g})"
            f"  contracts {kept}/{total}  {twin['skillsChanged']} skills changed in {twin['seconds']} s"
            f"  {twin['outcomes']} rejected: {twin['rejections']} tokens: {twin['tokens']}"
        )
    print(f"raw: {runs.write(header | result, '-lessons')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
