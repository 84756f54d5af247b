#!/usr/bin/env python3
"""Made-up notes that look like real ones, the same on every machine.

    corpus.py notes 2000 OUT          2,000 notes, about 16 MB, in some fifty folders
    corpus.py tree 20000 7000 OUT     20,000 notes in 7,000 folders, up to six deep
    corpus.py skills 1000 OUT         1,000 skills, each with a contract of ten queries
    corpus.py burst 10000 OUT         10,000 small notes in 50 folders, written as fast as they go;
                                      prints the monotonic clock at the first and after the last one

Sizes are log-normal as in real libraries (median 3 kB, 99th percentile about 68 kB, largest 370 kB). Words
follow Zipf's law, and every note leans on the words of one subject, so that an index of these texts has the
proportions of an index of real ones. Only `random.Random(seed)` decides; no hash order, no clock.
"""
import argparse
import array
import itertools
import json
import math
import os
import random
import statistics
import sys
import time

COMMON = """the of and to a in is for that on with it as be this are by or from an at not you we can if have
will when which has all use one but do how my was they their more what so each new then there after before any
only other time should need make up out no your also work first note get two step where next day ask who set see
than over same file write list read keep about check them run way may here into most find customer team call
plan change add data price review part give start week question answer order take page name must date point
contract offer discount request ticket invoice account project meeting decision owner reason result version
release deploy server error test build code branch commit query table index search model cost budget report
manager partner market product support policy risk security access password user group role email reply send
draft agree sign legal payment refund month quarter year number total rate percent small large open close
short long high low early late good bad clear ready done again never always often once since until while""".split()

VOCABULARY_SIZE = 40_000
SUBJECTS = 300
MEDIAN_SIZE, SIZE_SPREAD = 3_000, 1.36
SMALLEST, LARGEST = 160, 370_000
# Of 4,725 real SKILL.md files: half are below 4.8 kB, nine tenths below 15 kB, the largest has 294 kB.
MEDIAN_SKILL, SKILL_SPREAD, LARGEST_SKILL = 4_800, math.log(15 / 4.8) / 1.2816, 294_000
MEAN_WORD = 7.63  # bytes a word takes with its space and its share of punctuation and markup

ONSETS = "b c d f g h j k l m n p r s t v w b c d f l m n p r s t cl cr dr gr pl pr sh st th tr".split()
VOWELS = "a e i o u a e i o a e ai ea ou".split()
CODAS = ["", "", "", "n", "r", "l", "s", "t", "m", "nd", "rt"]
ENDINGS = ["s", "ed", "ing", "er", "ly", "ation", "ment", "able"]


def made_up_word(rng, syllables):
    return "".join(rng.choice(ONSETS) + rng.choice(VOWELS) + (rng.choice(CODAS) if rng.random() < 0.35 else "")
                   for _ in range(syllables))


class Language:
    """A vocabulary ordered from the most to the least frequent word, and subjects that prefer some of it."""

    def __init__(self, seed):
        rng = random.Random(f"language {seed}")
        words, seen = list(dict.fromkeys(COMMON)), set(COMMON)
        stems = []
        while len(words) < VOCABULARY_SIZE:
            if stems and rng.random() < 0.3:
                word = rng.choice(stems) + rng.choice(ENDINGS)
            else:
                word = made_up_word(rng, rng.choice((1, 2, 2, 2, 3, 3, 4)))
                stems.append(word)
            if len(word) > 2 and word not in seen:
                seen.add(word)
                words.append(word)
        self.words = words
        self.table = zipf_table(words, 2.7, 20)
        self.subjects = [rng.sample(words[150:20_000], 160) for _ in range(SUBJECTS)]
        self.subject_table = zipf_table(range(160), 2, 12)

    def stream(self, rng, count):
        """`count` words of one note: two thirds anybody's, one third its subject's."""
        dice = array.array("I", rng.randbytes(4 * count))
        if sys.byteorder == "big":
            dice.byteswap()
        table, subject, subject_table = self.table, rng.choice(self.subjects), self.subject_table
        stream = [table[die >> 12] for die in dice]
        stream[1::3] = [subject[subject_table[die & 0xFFF]] for die in dice[1::3]]
        return stream


def zipf_table(items, flatness, bits):
    """A table of 2^bits entries in which each item stands as often as Zipf's law asks: one look-up draws a word."""
    size, total, table = 1 << bits, sum(1 / (rank + flatness) for rank in range(len(items))), []
    below = 0.0
    for rank, item in enumerate(items):
        below += size / (rank + flatness) / total
        table += [item] * (round(below) - len(table))
    return table + [items[-1]] * (size - len(table))


def sizes(rng, count, median=MEDIAN_SIZE, spread=SIZE_SPREAD, largest=LARGEST):
    """One size for each note. The quantiles are taken evenly, so the total hardly depends on the seed."""
    normal = statistics.NormalDist()
    chosen = [median * math.exp(spread * normal.inv_cdf((i + 0.5) / count)) for i in range(count)]
    chosen = [int(min(max(size, SMALLEST), largest)) for size in chosen]
    if count >= 1_000:
        chosen[-1] = largest
    rng.shuffle(chosen)
    return chosen


def note(language, rng, size):
    """The text of one note of about `size` bytes."""
    words = language.stream(rng, max(12, int(size / MEAN_WORD)))
    at, end, chance = 0, len(words), rng.random

    def phrase(count):
        nonlocal at
        at += count
        return " ".join(words[at - count:at])

    def sentence():
        text = phrase(6 + int(chance() * 16))
        if chance() < 0.25:
            middle = text.find(" ", len(text) // 2)
            text = text[:middle] + "," + text[middle:] if middle > 0 else text
        return text[:1].upper() + text[1:] + "."

    title = phrase(2 + int(chance() * 4)).capitalize()
    lines = []
    if chance() < 0.3:
        lines += ["---", f"title: {title}", f"tags: [{', '.join(words[2:5])}]",
                  f"date: {2018 + int(chance() * 8)}-{1 + int(chance() * 12):02}-{1 + int(chance() * 28):02}", "---", ""]
    lines += [f"# {title}", ""]
    has_code = chance() < 0.25
    while at < end:
        kind = chance()
        if kind < 0.16:
            lines += ["#" * rng.choice((2, 2, 2, 3)) + " " + phrase(1 + int(chance() * 4)).capitalize(), ""]
        elif kind < 0.36:
            mark = rng.choice(("- ", "- ", "* ", "1. ", "- [ ] "))
            lines += [mark + phrase(3 + int(chance() * 11)) for _ in range(2 + int(chance() * 5)) if at < end]
            lines.append("")
        elif kind < 0.42 and has_code:
            lines.append(rng.choice(("```sh", "```python", "```swift", "```")))
            lines += [phrase(2).replace(" ", "_") + " = " + phrase(1) + f"({int(chance() * 100)})"
                      for _ in range(2 + int(chance() * 7)) if at < end]
            lines += ["```", ""]
        elif kind < 0.46:
            lines += ["> " + sentence(), ""]
        elif kind < 0.50:
            lines += [f"See [{phrase(2)}](https://example.org/{phrase(1)}/{int(chance() * 10_000)}).", ""]
        else:
            lines += [" ".join([sentence() for _ in range(2 + int(chance() * 4)) if at < end]), ""]
    return "\n".join(lines)


def folder_names(language, rng):
    """An endless supply of different folder names, none of them one that indexers skip."""
    for number in itertools.count():
        yield f"{rng.choice(language.words[200:9_000])}-{number}"


def write(path, text):
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.write(descriptor, text.encode())
    os.close(descriptor)


def fill(language, rng, folders, count):
    for number, size in enumerate(sizes(rng, count)):
        folder = folders[number] if number < len(folders) else rng.choice(folders)
        name = f"{rng.choice(language.words[200:9_000])}-{rng.choice(language.words[200:9_000])}-{number}.md"
        write(os.path.join(folder, name), note(language, rng, size))


def write_notes(count, out, seed=7):
    language, rng = Language(seed), random.Random(f"notes {seed}")
    names = folder_names(language, rng)
    folders = [os.path.join(out, next(names)) for _ in range(max(1, count // 40))]
    for folder in folders:
        os.makedirs(folder)
    fill(language, rng, folders, count)


def write_tree(count, folder_count, out, seed=7):
    language, rng = Language(seed), random.Random(f"tree {seed}")
    names, deepest = folder_names(language, rng), 6
    folders, parents = [], [(out, 0)]
    os.makedirs(out, exist_ok=True)
    while len(folders) < folder_count:
        parent, depth = rng.choice(parents)
        folder = os.path.join(parent, next(names))
        os.mkdir(folder)
        folders.append(folder)
        if depth + 1 < deepest:
            parents.append((folder, depth + 1))
    fill(language, rng, folders, count)


def write_skills(count, out, seed=7, queries=10):
    """Skills as people write them, each under a contract: seven requests in its own words and anybody's, three that
    are a neighbour's."""
    language, rng = Language(seed), random.Random(f"skills {seed}")
    requests, folders = [], []
    for number, size in enumerate(sizes(rng, count, MEDIAN_SKILL, SKILL_SPREAD, LARGEST_SKILL)):
        body = note(language, rng, size).split("---\n", 2)[-1].strip()
        words = [word.strip(".,:;()[]`#*->_0123456789").lower() for word in body.split()]
        words = [word for word in words if word.isalpha() and len(word) > 3] or ["empty"]
        name = f"{rng.choice(words)}-{rng.choice(words)}-{number}"
        described = " ".join(rng.choice(words) for _ in range(rng.randint(15, 50)))
        folder = os.path.join(out, name)
        os.makedirs(os.path.join(folder, "evals"))
        write(os.path.join(folder, "SKILL.md"),
              f"---\nname: {name}\ndescription: {described.capitalize()}.\n---\n\n{body}\n")
        folders.append(folder)
        requests.append([" ".join(rng.choice(words) if rng.random() < 0.7 else rng.choice(language.words[:2_000])
                                  for _ in range(rng.randint(4, 12))) for _ in range(queries)])
    for number, folder in enumerate(folders):
        rows = [{"query": text, "should_trigger": True} for text in requests[number][:queries * 7 // 10]]
        others = requests[(number + 1) % count][queries * 7 // 10:]
        rows += [{"query": text, "should_trigger": False} for text in others]
        write(os.path.join(folder, "evals", "recall.json"), json.dumps(rows, indent=1))


def write_burst(count, out, seed=7):
    language, rng = Language(seed), random.Random(f"burst {seed}")
    texts = [note(language, rng, 1_500) for _ in range(count)]
    print("start", time.monotonic_ns(), flush=True)
    os.makedirs(out, exist_ok=True)
    for folder in range(50):
        os.mkdir(os.path.join(out, f"burst-{folder}"))
    for number, text in enumerate(texts):
        write(os.path.join(out, f"burst-{number % 50}", f"note-{number}.md"), text)
    print("end", time.monotonic_ns(), flush=True)


def main():
    parser = argparse.ArgumentParser(description="Made-up notes that look like real ones.")
    parser.add_argument("--seed", type=int, default=7)
    kinds = parser.add_subparsers(dest="kind", required=True)
    for kind in ("notes", "tree", "skills", "burst"):
        command = kinds.add_parser(kind)
        command.add_argument("count", type=int)
        if kind == "tree":
            command.add_argument("folders", type=int)
        command.add_argument("out")
        command.add_argument("--seed", type=int, default=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.kind == "notes":
        write_notes(chosen.count, chosen.out, chosen.seed)
    elif chosen.kind == "skills":
        write_skills(chosen.count, chosen.out, chosen.seed)
    elif chosen.kind == "tree":
        write_tree(chosen.count, chosen.folders, chosen.out, chosen.seed)
    else:
        write_burst(chosen.count, chosen.out, chosen.seed)


if __name__ == "__main__":
    sys.exit(main())
