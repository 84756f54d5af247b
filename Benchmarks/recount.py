#!/usr/bin/env python3
"""Counts an audit again, by the search that people use.

    recount.py QMD AUDIT.json [EVERY]      AUDIT.json: what `qmd audit --json` printed; every EVERYth query

Puts each query that counts to `qmd search --json`, takes the first SKILL.md of the answer, and compares: whether it is
the skill of the contract, and whether the thief that the audit names is the skill that came first. Prints what differs
and a last line `N queries, D differ`; exit status 1 where anything does.
"""
import json
import subprocess
import sys


def first_skill(qmd, query):
    found = subprocess.run([qmd, "search", "--json", "--all", "--", query], capture_output=True, check=True)
    for hit in json.loads(found.stdout):
        if hit["file"].lower().endswith("/skill.md"):
            return hit["file"]
    return None


def main():
    qmd, every = sys.argv[1], int(sys.argv[3]) if len(sys.argv) > 3 else 1
    with open(sys.argv[2], encoding="utf-8") as file:
        audit = json.load(file)
    # Copies of one text are one skill: any of them will do.
    hashes = {skill["address"]: skill["hash"] for skill in audit["skills"]}
    rows = [(skill, query) for skill in audit["skills"] for query in skill["queries"]
            if query["origin"] in ("declared", "observed")]
    rows = rows[::every]
    differ = 0
    for skill, query in rows:
        first = first_skill(qmd, query["query"])
        is_first = first is not None and hashes.get(first) == skill["hash"]
        claims = query["rank"] == 1
        thief = query["thief"]
        same_thief = thief is None or hashes.get(thief) == hashes.get(first)
        if is_first != claims or (query["shouldTrigger"] and not same_thief):
            differ += 1
            print(f"{skill['skill']}: “{query['query']}”: the audit has rank {query['rank']}, thief {thief};"
                  f" the search has {first} first")
    print(f"{len(rows)} queries, {differ} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
