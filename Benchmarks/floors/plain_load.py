"""The floor of a first index: every file below FOLDER into one plain FTS5 table, in one transaction."""
import os
import sqlite3
import sys


def notes(folder):
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            with open(path, encoding="utf-8", errors="replace") as file:
                body = file.read()
            title = next((line.lstrip("# ") for line in body.splitlines() if line.startswith("#")), name)
            yield os.path.relpath(path, folder), title, body


folder, target = sys.argv[1:]
database = sqlite3.connect(target)
database.execute("CREATE VIRTUAL TABLE notes USING fts5(path, title, body, tokenize='porter unicode61')")
with database:
    database.executemany("INSERT INTO notes VALUES (?, ?, ?)", notes(folder))
database.close()
