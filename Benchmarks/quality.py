#!/usr/bin/env python3
"""Does search find the right document? qmd beside a plain FTS5 one-liner, on sets of queries with known answers.

    quality.py DATA [--qmd PATH] [--verb search|query|vsearch --models FOLDER] [--split test|dev|all] [--sets a,b] [--together] [--distractors PATH] [--jobs 2]

DATA holds one folder a set: queries.tsv (id, query), qrels.tsv (id, document, grade), split.tsv (id, dev|test) and
docs/ or docs.tar.xz. Tune on dev, report on test. Exit code 2 if a search failed.
"""
import argparse
import json
import math
import os
import random
import re
import shutil
import sqlite3
import sys
import tarfile
import tempfile
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True

import measure
import runs
from bench import find_binary

DEPTH = 10
METRICS = ("hit@1", "hit@5", "MRR@10", "nDCG@10")
STOP_WORDS = frozenset("""a an and are as at be by do for from has he how i in is it its my of on that the to was
were what will with""".split())
RESAMPLES = 2_000


class Set:
    """One set: its queries of the chosen split, their graded answers, and the folder of its documents."""

    def __init__(self, folder, library, split):
        self.name = os.path.basename(folder)
        splits = dict(rows(folder, "split.tsv"))
        self.queries = [(key, text) for key, text in rows(folder, "queries.tsv") if split in ("all", splits[key])]
        self.grades = {}
        for key, document, grade in rows(folder, "qrels.tsv"):
            self.grades.setdefault(key, {})[document] = int(grade)
        self.docs = unpack(folder, os.path.join(library, self.name))
        # Some sets name a document by its path, others by its file's stem.
        named = {document for grades in self.grades.values() for document in grades}
        self.stems = not any(document.endswith(".md") for document in named)
        known = {self.document(path) for path, _ in texts(self.docs)}
        if missing := named - known:
            sys.exit(f"{self.name}: {len(missing)} judged documents are not there, the first is {min(missing)}")

    def document(self, path):
        return path.removesuffix(".md") if self.stems else path


def rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file if line.strip()]


def unpack(source, target):
    """The documents of a set, or a folder or archive of distractors, as a folder that may be indexed."""
    archive = source if os.path.isfile(source) else os.path.join(source, "docs.tar.xz")
    if os.path.isfile(archive):
        with tarfile.open(archive) as tar:
            tar.extractall(target, filter="data")
        inner = os.path.join(target, "docs")
        return inner if os.path.isdir(inner) else target
    docs = os.path.join(source, "docs")
    return shutil.copytree(docs if os.path.isdir(docs) else source, target)


def texts(folder):
    """(path, text) of every markdown file, in a fixed order."""
    found = []
    for path in measure.files(folder):
        if path.endswith(".md"):
            with open(path, encoding="utf-8", errors="replace") as file:
                found.append((os.path.relpath(path, folder), file.read()))
    return found


# MARK: the two searches; each gives (collection, path) in order

class OneLiner:
    """The plain search everybody could write: FTS5, porter, OR of the words less stop words, order of bm25()."""

    def __init__(self, collections):
        self.database = sqlite3.connect(":memory:")
        self.database.execute("CREATE VIRTUAL TABLE notes USING fts5(path, title, body, tokenize='porter unicode61')")
        self.names = [(name, path, text) for name, folder in collections.items() for path, text in texts(folder)]
        self.database.executemany("INSERT INTO notes(rowid, path, title, body) VALUES (?, ?, ?, ?)",
                                  ((row, path, title(path, text), text)
                                   for row, (_, path, text) in enumerate(self.names)))

    def search(self, query):
        words = list(dict.fromkeys(re.findall(r"\w+", query.lower())))
        words = [word for word in words if word not in STOP_WORDS] or words
        match = " OR ".join(f'"{word}"' for word in words)
        found = self.database.execute("SELECT rowid FROM notes WHERE notes MATCH ? ORDER BY bm25(notes) LIMIT ?",
                                      (match, DEPTH)) if match else []
        return [self.names[row][:2] for row, in found]


def title(path, text):
    if text.startswith("---") and (named := re.search(r"^(?:title|name):\s*(.+)$", text, re.M)):
        return named[1].strip("\"'")
    heading = re.search(r"^#{1,2} (.+)$", text, re.M)
    return heading[1] if heading else path


class Ours:
    """`qmd search` over the same folders, one collection each, in a throwaway home; one process a query."""

    def __init__(self, home, collections, verb="search"):
        self.home, self.verb, self.failed, self.took = home, verb, 0, []
        self.paths = {}  # by the exact path and, for an index that folds case, by the folded one
        for name, folder in collections.items():
            exact = {path: path for path, _ in texts(folder)}
            self.paths[name] = {path.casefold(): path for path in exact} | exact
        for name, folder in collections.items():
            home.add(folder, name)
        if verb != "search":
            home.run("embed", "--timeout", "0")

    def search(self, query):
        done = self.home.timed(self.verb, "--json", "-n", str(DEPTH), "--min-score", "0", "--", query,
                               keep_output=True)
        self.took.append(done.nanoseconds / 1e6)
        try:
            if done.code != 0:
                raise ValueError(f"exit code {done.code}")
            return [self.identified(hit["file"]) for hit in json.loads(done.output)]
        except (ValueError, KeyError, TypeError) as error:
            self.failed += 1
            if self.failed <= 3:
                measure.say(f"  search failed ({error}): {query[:80]}")
            return []

    def identified(self, file):
        name, _, path = file.removeprefix("qmd://").partition("?index=")[0].partition("/")
        paths = self.paths.get(name, {})
        for spelling in (path, urllib.parse.unquote(path)):
            if found := paths.get(spelling) or paths.get(spelling.casefold()):
                return name, found
        return name, path


# MARK: scores

def scores(ranked, grades):
    gains = [2 ** grades.get(document, 0) - 1 for document in ranked[:DEPTH]]
    ideal = sorted((2 ** grade - 1 for grade in grades.values()), reverse=True)[:DEPTH]
    first = next((rank for rank, gain in enumerate(gains) if gain), None)
    return (float(first == 0), float(first is not None and first < 5), 0.0 if first is None else 1 / (first + 1),
            discounted(gains) / discounted(ideal) if any(ideal) else 0.0)


def discounted(gains):
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))


def mean(values):
    return sum(values) / len(values) if values else 0.0


def bootstrap(differences, seed=7):
    """The 95 % interval of the mean of paired differences, by resampling the queries."""
    rng, count = random.Random(seed), len(differences)
    means = sorted(mean(rng.choices(differences, k=count)) for _ in range(RESAMPLES))
    return means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES) - 1]


def evaluate(tested, search, jobs):
    """The four scores of every query. A document of another set or a distractor is simply a wrong answer."""
    def one(query):
        key, text = query
        ranked = [tested.document(path) if name == tested.name else None for name, path in search(text)]
        return scores(ranked, tested.grades[key])
    if jobs == 1:
        return [one(query) for query in tested.queries]
    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(one, tested.queries))


def report(tested, collections, plain, ours):
    """Print one set's table and return its raw results."""
    documents = sum(len(texts(folder)) for folder in collections.values())
    print(f"\n{tested.name}: {len(tested.queries)} queries, {documents:,} documents")
    print(f"{'':<14}" + "".join(f"{metric:>10}" for metric in METRICS))
    result = {"set": tested.name, "documents": documents, "queries": [key for key, _ in tested.queries]}
    for label, values in (("qmd", ours), ("one-liner", plain)):
        if values:
            means = [mean(column) for column in zip(*values)]
            print(f"  {label:<12}" + "".join(f"{value:>10.3f}" for value in means))
            result[label] = {"means": dict(zip(METRICS, means)), "ndcg": [round(value[3], 4) for value in values],
                             "reciprocal_rank": [round(value[2], 4) for value in values]}
    if ours and plain:
        differences = [mine[3] - theirs[3] for mine, theirs in zip(ours, plain)]
        low, high = bootstrap(differences)
        means = [mean(mine) - mean(theirs) for mine, theirs in zip(zip(*ours), zip(*plain))]
        print("  difference  " + "".join(f"{value:>+10.3f}" for value in means)
              + f"  [{low:+.3f} {high:+.3f}]")
        result["difference"] = {"means": dict(zip(METRICS, means)), "ndcg_95": [low, high]}
    sys.stdout.flush()
    return result


def main():
    parser = argparse.ArgumentParser(description="qmd's retrieval quality beside a plain FTS5 one-liner.")
    parser.add_argument("data", metavar="DATA", help="the folder of sets")
    parser.add_argument("--qmd", metavar="PATH", help="the program; else the release build, else the one in PATH")
    parser.add_argument("--plain-only", action="store_true", help="the one-liner alone")
    parser.add_argument("--split", choices=("test", "dev", "all"), default="test")
    parser.add_argument("--sets", metavar="NAMES", help="some of the sets; else all")
    parser.add_argument("--together", action="store_true", help="all sets and the distractors in one library")
    parser.add_argument("--distractors", metavar="PATH", action="append", default=[],
                        help="a folder or tar.xz of documents that answer nothing, in every library; repeatable")
    parser.add_argument("--verb", choices=("search", "query", "vsearch"), default="search", help="what is asked (search)")
    parser.add_argument("--models", metavar="FOLDER", help="the data folder with qmd/models, for query and vsearch")
    parser.add_argument("--jobs", type=int, default=2, help="searches at once (2)")
    chosen = parser.parse_args()

    there = sorted(name for name in os.listdir(chosen.data)
                   if os.path.exists(os.path.join(chosen.data, name, "queries.tsv")))
    wanted = chosen.sets.split(",") if chosen.sets else there
    if unknown := [name for name in wanted if name not in there]:
        parser.error(f"no set is called {unknown[0]}; there are {', '.join(there)}")
    qmd = None if chosen.plain_only else find_binary(chosen.qmd)
    # Distractors are named in full before the working folder changes.
    sources = [os.path.abspath(path) for path in chosen.distractors]
    data, here, failed = os.path.abspath(chosen.data), os.getcwd(), 0
    work = tempfile.mkdtemp(prefix="qmd-quality-")
    result = runs.header() | {"split": chosen.split, "together": chosen.together,
                              "distractors": [os.path.basename(path) for path in sources], "sets": []}
    try:
        os.chdir(work)
        bench = measure.Bench(qmd, work, quick=False)
        library = os.path.join(work, "library")
        # With --together every set lends its documents, also one that is not asked about.
        sets = [Set(os.path.join(data, name), library, chosen.split)
                for name in (there if chosen.together else wanted)]
        distractors = {}
        for source in sources:
            name = os.path.basename(source).partition(".")[0]
            distractors[name] = unpack(source, os.path.join(library, "distractors", name))
        asked = [tested for tested in sets if tested.name in wanted]
        for group in ([asked] if chosen.together else [[tested] for tested in asked]):
            collections = {tested.name: tested.docs for tested in (sets if chosen.together else group)} | distractors
            plain = OneLiner(collections)
            with bench.home(**({"XDG_DATA_HOME": chosen.models} if chosen.models else {})) as home:
                ours = Ours(home, collections, chosen.verb) if qmd else None
                for tested in group:
                    entry = report(tested, collections, evaluate(tested, plain.search, 1),
                                   evaluate(tested, ours.search, chosen.jobs) if ours else None)
                    if ours:
                        entry |= {"failed_searches": ours.failed,
                                  "search_p50_ms": measure.median(ours.took) if ours.took else None}
                    result["sets"].append(entry)
                failed += ours.failed if ours else 0
    finally:
        os.chdir(here)
        shutil.rmtree(work, ignore_errors=True)
    if failed:
        print(f"\n{failed} searches failed and count as misses")
    suffix = f"-quality-{chosen.split}" + ("-together" if chosen.together else "")
    if qmd:
        print(f"\nraw results: {runs.write(result, suffix)}")
    return 2 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
