"""One MCP server for many agents: a warm question over HTTP, a hundred clients at once, and what it holds in memory.

The floor is the same server's GET /health, asked over the same kind of connection in turn: what HTTP alone costs.
"""
import http.client
import json
import re
import subprocess
import threading
import time

from measure import NotMeasured, Row, family, median, milliseconds, percentile

NAME = "mcp"


class Server:
    """`qmd mcp --http` at a free port."""

    def __init__(self, home):
        self.process = subprocess.Popen([home.bench.qmd, "mcp", "--http", "--port", "0"], env=home.environment,
                                        cwd=home.bench.work, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        found = re.search(r":(\d+)/mcp", self.process.stdout.readline())
        if not found:
            raise NotMeasured(f"`qmd mcp --http` ended with code {self.process.wait()}")
        self.port = int(found[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    def kilobytes(self, field="VmRSS"):
        """Of the process that answers and its monitor together."""
        total = 0
        for member in family(self.process.pid):
            with open(f"/proc/{member}/status") as status:
                total += int(status.read().partition(f"{field}:")[2].split()[0])
        return total


class Client:
    """A connection that stays open, as an agent's does."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, method, path, body=None):
        self.connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def query(self, words, number=1):
        """The nanoseconds that one question takes, its answer read and found to be one."""
        call = {"name": "query", "arguments": {"searches": [{"type": "lex", "query": " ".join(words)}], "limit": 5}}
        body = json.dumps({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": call})
        started = time.monotonic_ns()
        status, answer = self.ask("POST", "/mcp", body)
        passed = time.monotonic_ns() - started
        result = json.loads(answer).get("result", {}) if status == 200 else {}
        if "structuredContent" not in result:
            raise NotMeasured(f"a question was answered with {status}: {answer[:200]}")
        return passed, len(result["structuredContent"]["results"])


def crowd(server, queries, clients, seconds):
    """So many clients ask for so long; gives questions answered, errors, and memory each second."""
    counts, errors, memory = [0] * clients, [], []
    deadline = time.monotonic() + seconds

    def ask(index):
        try:
            client = Client(server.port)
            while time.monotonic() < deadline:
                client.query(queries[(index + counts[index]) % len(queries)])
                counts[index] += 1
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=ask, args=(index,)) for index in range(clients)]
    for thread in threads:
        thread.start()
    while time.monotonic() < deadline:
        time.sleep(1)
        memory.append(server.kilobytes())
    for thread in threads:
        thread.join()
    return sum(counts), errors, memory


def measure(bench):
    seconds, asked = bench.often(60, 10), bench.often(600, 150)
    queries, ours, floor, rows = bench.queries(50), [], [], []
    with bench.home() as home:
        home.add(bench.notes())
        with home.watcher(), Server(home) as server:
            client = Client(server.port)
            if not sum(client.query(words)[1] for words in queries):
                raise NotMeasured("no query found anything, so there is nothing to time")
            for turn in range(asked):
                ours.append(client.query(queries[turn % len(queries)])[0])
                started = time.monotonic_ns()
                client.ask("GET", "/health")
                floor.append(time.monotonic_ns() - started)
            answered, errors, memory = crowd(server, queries, 100, seconds)
            largest = server.kilobytes("VmHWM")
    ours, floor = milliseconds(ours), milliseconds(floor)
    # The pools of the allocator and of SQLite fill in the first seconds.
    settled = memory[len(memory) // 4:]
    growth = settled[-1] - settled[0]
    bench.raw["mcp"] = {"ours_ms": ours, "floor_ms": floor, "answered": answered, "errors": errors[:20],
                        "rss_kb": memory, "largest_kb": largest, "seconds": seconds}
    return [Row("MCP query over HTTP, warm, p50", median(ours), "ms", median(floor), 3.0),
            Row("MCP query over HTTP, warm, p99", percentile(ours, .99), "ms", percentile(floor, .99)),
            Row(f"100 clients for {seconds} s, answers", answered / seconds, "/s"),
            Row("  errors", len(errors), "", None, 0),
            Row("  growth of memory after the first quarter", growth / 1024, "MB", None, 1),
            Row("  largest RSS", largest / 1024, "MB", None, 40)]
