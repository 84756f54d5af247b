#!/usr/bin/env python3
"""When should a hook keep silent? What each threshold wins and costs, on questions with known answers.

    silence.py DATA [--qmd PATH] [--split dev|test] [--svg FILE] [--jobs 2] [--models FOLDER] [--keep FOLDER]

With --models (a data folder that holds the model) the libraries are embedded first, and questions are asked by words and
meaning, as the hook does wherever there are vectors. That takes some minutes for each; --keep keeps them for a second run.

Every question is put to the real `qmd hook plain`, a process each, with the threshold at 0; what each threshold would
have shown is then counted from the scores. DATA is a folder of sets as `quality.py` takes them.

In scope, of the sample's contracts and of salesforce-skills: the right skill must come first. Out of scope: questions
of another set, and questions whose skill was taken out of the library (of these, a question for which the set names a
second skill that stayed is left out); any entry is one too many. Choose on dev, report on test: the sample's questions
are split by their digest, salesforce's by its split.tsv, and the other sets' questions as their split.tsv says.
"""
import argparse
import collections
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True

import measure
import quality
import runs
from bench import find_binary

SAMPLE = os.path.join(measure.HERE, "..", "memories-sample")
FOREIGN = ("metatool", "dotnet-routing")
REMOVED = 100  # skills taken out of salesforce's library
SEED = 7


def side(text):
    return "dev" if int(hashlib.sha256(text.encode()).hexdigest(), 16) % 2 else "test"


class Library:
    """A folder of skills and notes, kept by a qmd of its own."""

    def __init__(self, qmd, work, folder, models, like=None):
        """`like` is a library of almost the same texts, whose vectors are taken over."""
        self.qmd, self.folder = qmd, folder
        self.home = os.path.join(work, "home-" + os.path.basename(folder))
        self.environment = {"PATH": os.environ["PATH"], "HOME": self.home, "PWD": self.home,
                            "QMD_HOOK_DEADLINE": "60000"} | ({"XDG_DATA_HOME": os.path.realpath(models)} if models else {})
        if os.path.isdir(self.home):
            return
        making = self.home + ".making"
        shutil.rmtree(making, ignore_errors=True)
        home, self.environment["HOME"] = self.environment["HOME"], making
        if like:
            shutil.copytree(like.home, making)
            config = os.path.join(making, ".config", "qmd", "index.yml")
            with open(config, encoding="utf-8") as file:
                text = file.read()
            with open(config, "w", encoding="utf-8") as file:
                file.write(text.replace(like.folder, folder))
            self.run("update")
        else:
            os.mkdir(making)
            self.run("collection", "add", folder, "--name", "all")
            self.run("lookups", "keep", "nothing")
        if models:
            self.run("embed", "--timeout", "0")
        self.environment["HOME"] = home
        os.rename(making, home)

    def run(self, *words):
        subprocess.run([self.qmd, *words], env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def ask(self, question):
        """The skill that would come first, its score, and the best score of anything; by the hook itself."""
        words = json.dumps({"prompt": question})
        done = subprocess.run([self.qmd, "hook", "plain", "--json", "--min-score", "0"], input=words.encode(),
                              env=self.environment, capture_output=True, check=False)
        if done.returncode != 0 or not done.stdout:
            return None, 0.0, 0.0
        answer = json.loads(done.stdout)
        skills = [entry for entry in answer["entries"] if entry["kind"] == "skill"]
        skill = skills[0] if skills else None
        return skill and skill["file"].removeprefix("qmd://all/"), skill["score"] if skill else 0.0, answer["best"]


def sample_questions(split):
    """(question, the skill's SKILL.md) of the sample's contracts, where a skill is claimed."""
    found = []
    for name in sorted(os.listdir(os.path.join(SAMPLE, "skills"))):
        path = os.path.join(SAMPLE, "skills", name, "evals", "recall.json")
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                found += [(row["query"], f"skills/{name}/SKILL.md") for row in json.load(file)
                          if row.get("should_trigger", True)]
    return [pair for pair in found if split in ("all", side(pair[0]))]


def foreign_questions(data, split, count):
    found = []
    for name in FOREIGN:
        folder = os.path.join(data, name)
        splits = dict(quality.rows(folder, "split.tsv"))
        found += [text for key, text in quality.rows(folder, "queries.tsv") if split in ("all", splits[key])]
    random.Random(SEED).shuffle(found)
    return found[:count]


def curve(asked, steps=201):
    """For each threshold: share of right first skills, and share of needless entries, by kind."""
    points = []
    for step in range(steps):
        threshold = step / (steps - 1)
        point = {"threshold": threshold}
        for kind, answers in asked.items():
            if kind.startswith("in scope"):
                hits = sum(1 for right, score, _ in answers if right and score >= threshold)
            else:
                hits = sum(1 for _, _, best in answers if best >= threshold)
            point[kind] = hits / max(1, len(answers))
        points.append(point)
    return points


def picture(points, chosen, path):
    """The trade-off as SVG: needless entries to the right, right skills upwards, one line a library."""
    size, margin = 420, 50
    colors = {"sample": "#b4501e", "salesforce": "#2a5d8f"}
    def at(x, y):
        return f"{margin + x * size:.1f},{margin + (1 - y) * size:.1f}"
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size + 2 * margin} {size + 2 * margin + 20}" '
             'font-family="sans-serif" font-size="12">', '<rect width="100%" height="100%" fill="white"/>']
    for tick in (0, .05, .25, .5, .75, 1):
        x, y = margin + tick * size, margin + (1 - tick) * size
        parts.append(f'<line x1="{x}" y1="{margin}" x2="{x}" y2="{margin + size}" stroke="#ddd"/>'
                     f'<text x="{x}" y="{margin + size + 16}" text-anchor="middle">{tick:g}</text>')
        if tick != .05:
            parts.append(f'<line x1="{margin}" y1="{y}" x2="{margin + size}" y2="{y}" stroke="#ddd"/>'
                         f'<text x="{margin - 6}" y="{y + 4}" text-anchor="end">{tick:g}</text>')
    for name, color in colors.items():
        kinds = [kind for kind in points[0] if kind.startswith("out") and kind.endswith(name)]
        line = [(max(point[kind] for kind in kinds), point[f"in scope, {name}"]) for point in points]
        parts.append(f'<polyline fill="none" stroke="{color}" stroke-width="2" points="{" ".join(at(*p) for p in line)}"/>')
        x, y = line[round(chosen * (len(line) - 1))]
        parts.append(f'<circle cx="{at(x, y).split(",")[0]}" cy="{at(x, y).split(",")[1]}" r="5" fill="{color}"/>'
                     f'<text x="{margin + x * size + 8:.1f}" y="{margin + (1 - y) * size + 14:.1f}">{name}, {chosen:g}</text>')
    parts.append(f'<text x="{margin + size / 2}" y="{margin + size + 36}" text-anchor="middle">questions without an answer '
                 'that get an entry (the worse kind)</text>')
    parts.append(f'<text x="14" y="{margin + size / 2}" text-anchor="middle" transform="rotate(-90 14 {margin + size / 2})">'
                 'questions whose right skill comes first</text></svg>')
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(parts) + "\n")


def main():
    parser = argparse.ArgumentParser(description="What each threshold of the hook wins and costs.")
    parser.add_argument("data")
    parser.add_argument("--qmd")
    parser.add_argument("--split", default="dev", choices=("dev", "test", "all"))
    parser.add_argument("--at", type=float, help="the threshold to tell of; else the best one of this split")
    parser.add_argument("--svg", metavar="FILE", help="draw the trade-off")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--models", metavar="FOLDER", help="ask by meaning too, with the model in this data folder")
    parser.add_argument("--keep", metavar="FOLDER", help="keep the libraries there, and use those that are")
    parser.add_argument("--foreign", type=int, default=300, help="questions of other sets, at most")
    chosen = parser.parse_args()
    qmd, work = find_binary(chosen.qmd), chosen.keep or tempfile.mkdtemp(prefix="qmd-silence-")
    os.makedirs(work, exist_ok=True)

    def copied(folder, name):
        place = os.path.join(work, name)
        return place if os.path.isdir(place) else shutil.copytree(folder, place)

    try:
        sample = copied(SAMPLE, "sample")
        source = os.path.join(chosen.data, "salesforce-skills")
        place = os.path.join(work, "salesforce")
        docs = os.path.join(place, os.listdir(place)[0]) if os.path.isdir(place) else quality.unpack(source, place)
        splits, texts = dict(quality.rows(source, "split.tsv")), dict(quality.rows(source, "queries.tsv"))
        owners = collections.defaultdict(set)
        for query, document, grade in quality.rows(source, "qrels.tsv"):
            if float(grade) > 0:
                owners[query].add(document)
        asked = [key for key in texts if chosen.split in ("all", splits[key]) and owners[key]]
        # The library without some of the skills that are asked for.
        wanted = sorted({document for key in asked for document in owners[key]})
        removed = set(random.Random(SEED).sample(wanted, min(REMOVED, len(wanted) // 2)))
        less = copied(docs, f"less-{chosen.split}")
        for document in removed:
            for path in (document, f"{document}.md"):
                if os.path.isfile(os.path.join(less, path)):
                    os.remove(os.path.join(less, path))
        skills = sample_questions(chosen.split)
        gone = sorted({skill for _, skill in skills})[::2]
        poorer = copied(sample, f"poorer-{chosen.split}")
        for skill in gone:
            shutil.rmtree(os.path.join(poorer, os.path.dirname(skill)), ignore_errors=True)
        stranger = foreign_questions(chosen.data, chosen.split, chosen.foreign)
        plans = [
            ("in scope, sample", sample, [(text, {skill}) for text, skill in skills]),
            ("in scope, salesforce", docs, [(texts[key], owners[key]) for key in asked]),
            ("out of scope, another set, sample", sample, [(text, set()) for text in stranger]),
            ("out of scope, another set, salesforce", docs, [(text, set()) for text in stranger]),
            ("out of scope, skill taken out, salesforce", less,
             [(texts[key], set()) for key in asked if owners[key] <= removed]),
        ]
        # Without its skill a question of the sample may still be answered by the playbook it distils: told, not judged.
        told = ("skill taken out, playbook left, sample", poorer,
                [(text, set()) for text, skill in skills if skill in gone])
        answers, raw, libraries = {}, {}, {}
        with ThreadPoolExecutor(chosen.jobs) as pool:
            for kind, folder, questions in [*plans, told]:
                if folder not in libraries:
                    like = libraries.get({less: docs, poorer: sample}.get(folder))
                    libraries[folder] = Library(qmd, work, folder, chosen.models, like)
                library = libraries[folder]
                rows = list(pool.map(lambda question, library=library: library.ask(question[0]), questions))
                answers[kind] = [(any(first in (right, f"{right}.md") for right in rights) if first else False, score, best)
                                 for (first, score, best), (_, rights) in zip(rows, questions)]
                raw[kind] = [[right, score, best] for right, score, best in answers[kind]]
                measure.say(f"  {kind}: {len(questions)} questions")
        judged = {kind: answers[kind] for kind, _, _ in plans}
        points = curve(judged)
        ins, outs = [k for k in judged if k.startswith("in")], [k for k in judged if k.startswith("out")]
        # A right skill is worth what a needless entry costs; each kind of question counts the same.
        def worth(point):
            return sum(point[k] for k in ins) / len(ins) - sum(point[k] for k in outs) / len(outs)
        best = max(points, key=worth)["threshold"]
        threshold = best if chosen.at is None else chosen.at
        print(f"{'threshold':>9}  " + "  ".join(f"{kind}" for kind in judged))
        for point in points:
            if round(point["threshold"] * 200) % 10 == 0 or abs(point["threshold"] - threshold) < 1e-9:
                mark = "  <" if abs(point["threshold"] - threshold) < 1e-9 else ""
                print(f"{point['threshold']:>9.3f}  " + "  ".join(f"{point[kind]:>{len(kind)}.3f}" for kind in judged) + mark)
        left = sum(1 for _, _, score in answers[told[0]] if score >= threshold) / max(1, len(answers[told[0]]))
        print(f"{told[0]}: {left:.3f} get an entry at {threshold:g}")
        if chosen.svg:
            picture(points, threshold, chosen.svg)
        result = runs.header() | {"split": chosen.split, "threshold": threshold,
                                  "at": next(p for p in points if abs(p["threshold"] - round(threshold * 200) / 200) < 1e-9),
                                  "curve": points, "raw": raw}
        print(f"raw: {runs.write(result, f'-silence-{chosen.split}')}")
    finally:
        if not chosen.keep:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
