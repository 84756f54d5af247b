#!/usr/bin/env python3
"""Is the score a probability, and does it tell a question that has an answer from one that has none?

    score.py DATA --signs PROGRAM --models FOLDER [--qmd PATH] [--work FOLDER] [--distractors PATH] [--fit]

DATA holds retrieval sets as quality.py wants them. For every set a library is made (kept in --work, because embedding
takes minutes), and each set's questions are put to every library. Questions are of four kinds:

    own      put to the library that answers them
    removed  the same, with the documents that answer taken out
    cross    put to the library of another set
    noise    made-up words

--fit finds the numbers of `Confidence` on dev: logistic regression over the signs of the first five hits, no sign with a
negative weight, the kinds weighed 2 : 1 : 1 (noise takes no part), every set alike. Without it the scores of the
program are judged on test: area under the curve of the first hit's score, own against each other kind; expected
calibration error in ten parts of the scale, over the first five hits of own, removed and cross.
"""
import argparse
import collections
import math
import os
import random
import subprocess
import sys

sys.dont_write_bytecode = True

import quality
from bench import find_binary

SIGNS = ("score", "points", "coverage", "strength", "information", "nearness", "cosine")
HITS = 5
SHARES = {"own": 2, "removed": 1, "cross": 1}
# By sense: the signs that its score is made of; `out` is how far the cosine stands out of the field.
MODELS = {"words": ("strength", "information", "nearness", "coverage"), "meaning": ("cosine", "out"),
          "both": ("out", "strength", "nearness")}


class Library:
    """The documents of a set, indexed and embedded once in a home of its own."""

    def __init__(self, tested, extra, chosen):
        self.tested, self.chosen = tested, chosen
        self.home = os.path.join(chosen.work, "home-" + tested.name)
        self.index = os.path.join(self.home, "index.sqlite")
        data = os.path.dirname(os.path.dirname(os.path.realpath(chosen.models)))
        environment = {"HOME": self.home, "PATH": os.environ["PATH"], "INDEX_PATH": self.index,
                       "XDG_DATA_HOME": data, "NO_COLOR": "1"}
        if not os.path.exists(self.index):
            os.makedirs(self.home)
            for name, folder in {tested.name: tested.docs, **extra}.items():
                subprocess.run([chosen.qmd, "collection", "add", folder, "--name", name], env=environment, check=True,
                               stdout=subprocess.DEVNULL)
        subprocess.run([chosen.qmd, "embed", "--timeout", "0"], env=environment, check=True, stdout=sys.stderr)

    def candidates(self, questions, sense):
        """Question → its candidates: (document or None, signs by name), best first."""
        given = "".join(f"{key}\t{text}\n" for key, text in questions)
        lines = subprocess.run([self.chosen.signs, self.index, self.chosen.models, sense], input=given, text=True,
                               check=True, stdout=subprocess.PIPE).stdout.splitlines()
        found = collections.defaultdict(list)
        for line in lines:
            key, name, path, *numbers = line.split("\t")
            document = self.tested.document(path) if name == self.tested.name else None
            found[key].append((document, dict(zip(SIGNS, map(float, numbers)))))
        return found


def with_field(candidates):
    """The candidates' signs, with how far each one's cosine is above that of the fourth to thirteenth."""
    cosines = sorted((signs["cosine"] for _, signs in candidates), reverse=True)
    field = cosines[3:13] or cosines[-1:]
    level = sum(field) / len(field) if field else 0
    return [signs | {"out": max(0.0, signs["cosine"] - level)} for _, signs in candidates]


def cases(libraries, sense, split):
    """Set → (kind, question, [(signs, answers)] of the first hits)."""
    found = {}
    for name, library in libraries.items():
        rows = found[name] = []
        tested = library.tested
        questions = tested.queries[split]
        rng = random.Random(11)
        noise = [(f"noise{number}", " ".join("".join(rng.choices("bcdfghjklmnpqrstvwxzaeiou", k=rng.randint(4, 9)))
                                             for _ in range(rng.randint(1, 5)))) for number in range(100)]
        for where, other in libraries.items():
            every = other.candidates(questions, sense)
            for key, _ in questions:
                candidates, grades = every.get(key, []), tested.grades[key]
                if where != name:
                    rows.append(("cross", key, [(signs, False) for signs in with_field(candidates)[:HITS]]))
                    continue
                answers = [grades.get(document, 0) > 0 for document, _ in candidates]
                rows.append(("own", key, list(zip(with_field(candidates), answers))[:HITS]))
                rest = [candidate for candidate, answer in zip(candidates, answers) if not answer]
                rows.append(("removed", key, [(signs, False) for signs in with_field(rest)[:HITS]]))
        for key, candidates in library.candidates(noise, sense).items():
            rows.append(("noise", key, [(signs, False) for signs in with_field(candidates)[:HITS]]))
        rows += [("noise", key, []) for key, _ in noise if key not in {row[1] for row in rows if row[0] == "noise"}]
    return found


# MARK: fitting

def fit(rows, names):
    """Weights by Newton's method; the sign with the most negative weight leaves until none has one."""
    names = list(names)
    while True:
        weights = newton([([1.0] + [signs[name] for name in names], answer, share) for signs, answer, share in rows])
        worst = min(range(len(names)), key=lambda place: weights[place + 1], default=None)
        if worst is None or weights[worst + 1] >= 0:
            return dict(zip(["constant"] + names, weights))
        del names[worst]


def newton(rows, rounds=12, ridge=1e-3):
    size = len(rows[0][0])
    weights = [0.0] * size
    for _ in range(rounds):
        gradient = [ridge * weight if place else 0.0 for place, weight in enumerate(weights)]
        curve = [[ridge if row == column else 0.0 for column in range(size)] for row in range(size)]
        for values, answer, share in rows:
            chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(w * v for w, v in zip(weights, values))))))
            slope, bend = share * (chance - answer), share * chance * (1 - chance)
            for row, value in enumerate(values):
                gradient[row] += slope * value
                for column in range(row + 1):
                    curve[row][column] += bend * value * values[column]
        for row in range(size):
            for column in range(row + 1, size):
                curve[row][column] = curve[column][row]
        weights = [weight - step for weight, step in zip(weights, solve(curve, gradient))]
    return weights


def solve(matrix, right):
    """Gauss's elimination with pivots."""
    rows = [list(row) + [value] for row, value in zip(matrix, right)]
    for place in range(len(rows)):
        pivot = max(range(place, len(rows)), key=lambda row: abs(rows[row][place]))
        rows[place], rows[pivot] = rows[pivot], rows[place]
        for other in range(len(rows)):
            if other != place:
                factor = rows[other][place] / rows[place][place]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[place])]
    return [row[-1] / row[place] for place, row in enumerate(rows)]


def weighed(found):
    """Every set alike, the kinds by their shares."""
    rows = []
    for cases_of_set in found.values():
        counts = collections.Counter()
        for kind, _, hits in cases_of_set:
            counts[kind] += len(hits)
        for kind, _, hits in cases_of_set:
            if kind in SHARES:
                rows += [(signs, answer, 1000 * SHARES[kind] / counts[kind]) for signs, answer in hits]
    return rows


# MARK: judging

def area(better, worse):
    """The chance that one of the better scores more than one of the worse; ties count half."""
    if not better or not worse:
        return float("nan")
    ranked = sorted([(score, 1) for score in better] + [(score, 0) for score in worse])
    total, place = 0.0, 0
    while place < len(ranked):
        end = place
        while end < len(ranked) and ranked[end][0] == ranked[place][0]:
            end += 1
        total += (place + end + 1) / 2 * sum(kind for _, kind in ranked[place:end])
        place = end
    return (total - len(better) * (len(better) + 1) / 2) / (len(better) * len(worse))


def calibration(hits):
    parts = [[0.0, 0.0] for _ in range(10)]
    for score, answer in hits:
        part = parts[min(9, int(score * 10))]
        part[0] += score
        part[1] += answer
    return sum(abs(score - answers) for score, answers in parts) / max(1, len(hits))


def judge(found, sense, threshold):
    print(f"\n{sense}: area under the curve of the first hit's score, and calibration error")
    print(f"{'':<20}{'removed':>9}{'cross':>9}{'noise':>9}{'calibr.':>9}   silent below {threshold}: own, removed, cross, noise")
    for name, rows in found.items():
        first = {kind: [hits[0][0]["score"] if hits else 0.0 for case, _, hits in rows if case == kind]
                 for kind in ("own", "removed", "cross", "noise")}
        error = calibration([(signs["score"], answer) for kind, _, hits in rows if kind != "noise"
                             for signs, answer in hits])
        areas = [area(first["own"], first[kind]) for kind in ("removed", "cross", "noise")]
        silent = [sum(score < threshold for score in first[kind]) / max(1, len(first[kind])) for kind in first]
        print(f"  {name:<18}" + "".join(f"{value:>9.3f}" for value in areas + [error])
              + "   " + ", ".join(f"{value:.2f}" for value in silent))
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description="Fit the score on dev, or judge it on test.")
    parser.add_argument("data", metavar="DATA")
    parser.add_argument("--signs", required=True, metavar="PROGRAM", help="built by `swift build --product signs`")
    parser.add_argument("--models", required=True, metavar="FOLDER", help="where `qmd pull` put the model")
    parser.add_argument("--qmd", metavar="PATH")
    parser.add_argument("--work", required=True, metavar="FOLDER", help="keeps the libraries from run to run")
    parser.add_argument("--distractors", metavar="PATH", help="joins the library of the smallest set")
    parser.add_argument("--fit", action="store_true", help="fit on dev, instead of judging on test")
    parser.add_argument("--senses", default="words,both,meaning")
    parser.add_argument("--threshold", type=float, default=0.02)
    chosen = parser.parse_args()
    chosen.qmd = find_binary(chosen.qmd)
    os.makedirs(chosen.work, exist_ok=True)

    libraries = {}
    for name in sorted(os.listdir(chosen.data)):
        if not os.path.exists(os.path.join(chosen.data, name, "queries.tsv")):
            continue
        folder, unpacked = os.path.join(chosen.data, name), os.path.join(chosen.work, "docs-" + name)
        tested = quality.Set(folder, unpacked, "all") if not os.path.isdir(unpacked) else None
        tested = tested or quality.Set.__new__(quality.Set)
        load(tested, folder, os.path.join(unpacked, name))
        extra = {}
        if chosen.distractors and len(quality.texts(tested.docs)) < 50:
            place = os.path.join(chosen.work, "distractors")
            extra["distractors"] = place if os.path.isdir(place) else quality.unpack(chosen.distractors, place)
        libraries[name] = Library(tested, extra, chosen)
    for sense in chosen.senses.split(","):
        found = cases(libraries, sense, "dev" if chosen.fit else "test")
        if chosen.fit:
            weights = fit(weighed(found), MODELS[sense])
            print(sense, {name: round(weight, 3) for name, weight in weights.items()})
            for rows in found.values():
                for _, _, hits in rows:
                    for signs, _ in hits:
                        evidence = weights["constant"] + sum(
                            weight * signs[name] for name, weight in weights.items() if name != "constant")
                        signs["score"] = 1 / (1 + math.exp(-evidence))
        judge(found, sense, chosen.threshold)


def load(tested, folder, docs):
    """The set with both of its halves."""
    tested.name, tested.docs = os.path.basename(folder), docs
    inner = os.path.join(docs, "docs")
    tested.docs = inner if os.path.isdir(inner) else docs
    splits = dict(quality.rows(folder, "split.tsv"))
    tested.grades = {}
    for key, document, grade in quality.rows(folder, "qrels.tsv"):
        tested.grades.setdefault(key, {})[document] = int(grade)
    tested.stems = not any(document.endswith(".md") for grades in tested.grades.values() for document in grades)
    tested.queries = {split: [row for row in quality.rows(folder, "queries.tsv") if splits[row[0]] == split]
                      for split in ("dev", "test")}


if __name__ == "__main__":
    main()
