"""Raw results, kept and dated: what was measured, on which machine, at which commit."""
import datetime
import json
import os
import platform
import re
import subprocess

from measure import HERE


def git(*words):
    done = subprocess.run(["git", "-C", HERE, *words], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def machine():
    model = "unknown"
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    with open("/proc/meminfo") as file:
        memory = int(file.readline().split()[1]) // 1024
    return {"cpu": model, "cores": os.cpu_count(), "memory_mb": memory, "kernel": platform.release(),
            "python": platform.python_version(), "load_before": os.getloadavg()[0]}


def header():
    return {"date": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
            "commit": git("rev-parse", "--short=12", "HEAD"), "changed": bool(git("status", "--porcelain", "-uno")),
            "machine": machine()}


def write(result, suffix=""):
    """Write `runs/YYYY-MM-DD-HHMM[suffix].json`; returns its name relative to Benchmarks."""
    folder = os.path.join(HERE, "runs")
    os.makedirs(folder, exist_ok=True)
    stamp = datetime.datetime.now().strftime("%Y-%m-%d-%H%M")
    name = f"{stamp}{suffix}.json"
    text = json.dumps(result, indent=1, ensure_ascii=False)
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(compact(text) + "\n")
    return os.path.join("runs", name)


def compact(text):
    """Lists of numbers on one line: they are most of the file."""
    return re.sub(r"\[\s+((?:-?[\d.e+-]+,\s+)*-?[\d.e+-]+)\s+\]",
                  lambda match: "[" + re.sub(r",\s+", ", ", match[1]) + "]", text)
