"""The encoder on chunks of 200 tokens and on one short question, beside onnxruntime in fp32 on the same cores.

Both processes live through the whole figure and take turns. Ours is given texts and cuts them into tokens itself; the
peer gets tokens. The peer's packages come from PyPI into an environment that is thrown away.
"""
import json
import os
import random
import subprocess
import sys

from measure import HERE, NotMeasured, Row, median, tool

NAME = "encoder"
MODELS = os.path.join(HERE, "..", ".build", "data", "qmd", "models")


def peer_python(bench):
    """A Python with the peer in it."""
    folder = os.path.join(bench.work, "onnx")
    python = os.path.join(folder, "bin", "python")
    if not os.path.exists(python):
        for words in ([sys.executable, "-m", "venv", folder],
                      [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "onnxruntime", "onnx", "numpy"]):
            if subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode != 0:
                raise NotMeasured("onnxruntime could not be installed from PyPI")
    return python


class Talker:
    """A process that answers one line with seconds and a vector."""

    def __init__(self, words):
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def line(self):
        return self.process.stdout.readline()

    def ask(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        seconds, *vector = self.line().split()
        return float(seconds) * 1000, [float(number) for number in vector]

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def measure(bench):
    vectors = tool(os.path.join(os.path.dirname(bench.qmd), "vectors"))
    weights = os.path.join(MODELS, "all-MiniLM-L6-v2", "model.safetensors")
    if not os.path.exists(weights):
        raise NotMeasured("the model is not in .build/data: run `make test` or `make demo` first")
    with open(os.path.join(os.path.dirname(weights), "vocab.txt"), encoding="utf-8") as file:
        pieces = file.read().split("\n")
    words = [token for token, piece in enumerate(pieces) if token > 1999 and piece.isascii() and piece.isalpha()]
    chance, python, rows = random.Random(bench.seed), peer_python(bench), []

    def texts(count, tokens):
        """The same texts as one line for ours and as one for the peer; [CLS] and [SEP] are 101 and 102."""
        chosen = [chance.sample(words, tokens - 2) for _ in range(count)]
        return ("\t".join(" ".join(pieces[token] for token in text) for text in chosen),
                json.dumps([[101, *text, 102] for text in chosen]))

    for threads in (1, 2):
        ours = Talker([vectors, "encode", MODELS, str(threads)])
        peer = Talker([python, os.path.join(HERE, "floors", "onnx_encoder.py"), weights, str(threads)])
        try:
            name = peer.line().strip()
            for label, count, tokens, rounds in (("chunk of 200 tokens", 16, 200, bench.often(24, 6)),
                                                 ("question of 11 tokens", 1, 11, bench.often(200, 40))):
                if tokens < 200 and threads > 1:
                    continue  # one text is one thread's
                samples = {"ours": [], "peer": []}
                for turn in range(rounds):
                    text, ids = texts(count, tokens)
                    answers = {}
                    for who in (("ours", "peer") if turn % 2 else ("peer", "ours")):
                        spent, answers[who] = ours.ask(text) if who == "ours" else peer.ask(ids)
                        samples[who].append(spent / count)
                    cosine = sum(one * two for one, two in zip(answers["ours"], answers["peer"]))
                    if cosine < 0.9999:
                        raise NotMeasured(f"the two do not agree: cosine {cosine:.6f}")
                bench.raw[f"{label}, {threads} thread(s)"] = {"peer": name, "ours_ms": samples["ours"],
                                                              "peer_ms": samples["peer"]}
                plural = "s" if threads > 1 else ""
                rows.append(Row(f"{label}, {threads} thread{plural}", median(samples["ours"]), "ms",
                                median(samples["peer"]), 1.0, "ratio"))
        finally:
            ours.stop()
            peer.stop()
    return rows
