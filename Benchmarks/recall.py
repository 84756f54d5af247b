#!/usr/bin/env python3
"""Retrieval sets read as contracts: what an audit of them says, counted again query by query.

    recall.py DATA [--qmd PATH] [--sets metatool,dotnet-routing]

DATA is a folder of sets as `quality.py` takes them. Each document becomes a skill, each query a line of its contract
(`rank` is the number of skills that answer it). Then `qmd audit --json` is taken, and `recount.py` puts every query to
`qmd search --json` and compares. Exit status 1 where any query differs.
"""
import argparse
import collections
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import measure
import quality
import runs


def rows(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if line.strip()]


def skills_of(folder, out):
    """Writes the set's documents as skills with contracts; returns how many of each."""
    docs = quality.unpack(folder, os.path.join(out, "docs"))
    texts = dict(rows(os.path.join(folder, "queries.tsv")))
    wanted, owners = collections.defaultdict(list), collections.defaultdict(list)
    for query, document, grade in rows(os.path.join(folder, "qrels.tsv")):
        if float(grade) > 0 and query in texts:
            owners[query].append(document)
    for query, documents in owners.items():
        for document in documents:
            row = {"query": texts[query], "should_trigger": True, "rank": len(documents)}
            if row not in wanted[document]:
                wanted[document].append(row)
    count = 0
    for path, text in quality.texts(docs):
        is_skill = path.endswith("/SKILL.md")
        name = path.removesuffix("/SKILL.md") if is_skill else re.sub(r"\.md$", "", path)
        skill = os.path.join(out, "skills", name)
        os.makedirs(os.path.join(skill, "evals"), exist_ok=True)
        with open(os.path.join(skill, "SKILL.md"), "w", encoding="utf-8") as file:
            file.write(text)
        contract = wanted.get(path) or wanted.get(name)
        if contract:
            with open(os.path.join(skill, "evals", "recall.json"), "w", encoding="utf-8") as file:
                json.dump(contract, file)
        count += 1
    return os.path.join(out, "skills"), count


def main():
    parser = argparse.ArgumentParser(description="Retrieval sets read as contracts, audited and counted again.")
    parser.add_argument("data")
    parser.add_argument("--qmd", default=os.path.join(measure.HERE, "..", ".build", "release", "qmd"))
    parser.add_argument("--sets", default="metatool,dotnet-routing")
    chosen = parser.parse_args()
    qmd, result, status = os.path.realpath(chosen.qmd), runs.header() | {"sets": {}}, 0
    for name in chosen.sets.split(","):
        work = tempfile.mkdtemp(prefix="qmd-recall-")
        try:
            folder, skills = skills_of(os.path.join(chosen.data, name), work)
            home = {"PATH": os.environ["PATH"], "HOME": work, "PWD": work}
            subprocess.run([qmd, "collection", "add", folder, "--name", "skills"], env=home, check=True,
                           stdout=subprocess.DEVNULL)
            started = time.monotonic()
            audited = subprocess.run([qmd, "audit", "--json"], env=home, capture_output=True, check=False)
            seconds = time.monotonic() - started
            report = os.path.join(work, "audit.json")
            with open(report, "wb") as file:
                file.write(audited.stdout)
            counted = subprocess.run([sys.executable, os.path.join(measure.HERE, "recount.py"), qmd, report], env=home,
                                     capture_output=True, text=True, check=False)
            audit = json.loads(audited.stdout)
            causes = collections.Counter(query["cause"] for skill in audit["skills"] for query in skill["queries"]
                                         if query["cause"])
            line = counted.stdout.strip().splitlines()[-1]
            print(f"{name}: {skills} skills, hit@1 {audit['first']['share']:.4f}"
                  f" [{audit['first']['low']:.3f}, {audit['first']['high']:.3f}], kept {audit['kept']['share']:.4f},"
                  f" audited in {seconds:.2f} s; counted again: {line}; causes {dict(causes)}", flush=True)
            result["sets"][name] = {"skills": skills, "first": audit["first"], "kept": audit["kept"],
                                    "causes": dict(causes), "seconds": seconds, "recount": line}
            status = status or counted.returncode
        finally:
            shutil.rmtree(work, ignore_errors=True)
    print(f"raw: {runs.write(result, '-recall')}")
    return status


if __name__ == "__main__":
    sys.exit(main())
