"""A scripted teacher behind the address of a chat model: it says what it is shown in other words, by fixed rules.

It stands in for a language model where a figure must come out the same in every run. It sees what any model would see:
the request on the wire, with the skill, the shown queries, the rivals and the classes of earlier rejections.
"""
import http.server
import json
import re
import threading

# What people begin a request with, and what could be said of every skill.
FRAMES = re.compile(
    r"^(hi|hello|hey|please|can|could|would|will|you|i|we|me|my|want|need|like|d|m|to|help|tell|show|give|let|know|what|"
    r"which|who|where|when|how|why|is|are|was|do|does|did|there|any|some|a|an|the|us|am|looking|for|of|about|find|it|that|"
    r"s|so|just|also|and|if|have|has|get)$"
)
# Pairs of words that people use for each other; each is replaced by its other half.
PAIRS = """buy purchase|cheap inexpensive|movie film|picture image|photo image|job position|jobs positions|trip journey|
vacation holiday|weather forecast|stock share|stocks shares|news headlines|recipe dish|food meal|car vehicle|song track|
songs tracks|music songs|book title|books titles|game play|price cost|prices costs|flight plane|hotel lodging|hotels lodging|
translate translation|create make|make create|build create|generate create|improve better|learn study|compare comparison|
company business|website site|websites sites|email mail|document file|documents files|pdf document|video clip|videos clips|
exercise workout|health wellbeing|medicine drug|house home|houses homes|apartment flat|weekend saturday|kids children|
child kid|gift present|gifts presents|city town|country nation|code program|bug error|chart graph|data figures|
question query|answer reply|summary digest|summarize condense|write compose|search look|latest newest|recent latest|
best top|upcoming coming|event happening|events happenings|restaurant dining|restaurants dining|shop store|
shopping stores|discount coupon|discounts coupons|invest investing|investment investing|crypto cryptocurrency|
law legal|lawyer legal|research papers|paper research|papers research|article papers|articles papers"""
OTHER = dict(pair.split() for pair in PAIRS.replace("\n", "").split("|"))


def words(text):
    return re.findall(r"[^\W_]+", text.lower())


def paraphrase(query, avoided=()):
    """The matter of a request, with every word for which there is another replaced by that one."""
    kept = [word for word in words(query) if not FRAMES.match(word) and word not in avoided]
    said = [f"{word} or {OTHER[word]}" if word in OTHER else word for word in kept]
    return " ".join(said)


def answer(lesson):
    text = lesson["skill"]["text"]
    found = re.search(r"^description:[ \t]*(.*(?:\n[ \t]+.*)*)", text, re.M)
    old = " ".join((found.group(1) if found else "").split()).strip("'\"")
    wanted = [q for q in lesson["queries"] if q["should_find_it"]]
    failing = [q["query"] for q in wanted if not q["is_right_now"]] or [q["query"] for q in wanted]
    attempts = len(lesson.get("earlier_attempts", []))
    edits = {"description": "", "keywords": [], "when_to_use": [], "rivals": []}

    def described(phrases):
        phrases = [phrase for phrase in phrases if phrase]
        return f"{old} Use for: {'; '.join(phrases)}."[:1000] if phrases else ""

    if attempts == 0:
        edits["description"] = described([paraphrase(query) for query in failing])
    elif attempts == 1:
        rivals = {word for rival in lesson.get("rivals", []) for word in words(rival["description"])}
        edits["description"] = described([paraphrase(query, rivals) for query in failing])
    elif attempts == 2:
        edits["when_to_use"] = [paraphrase(query) for query in failing if paraphrase(query)]
    else:
        turn, kind = divmod(attempts - 3, 2)
        if turn < len(failing):
            phrase = paraphrase(failing[turn])
            if kind == 0:
                edits["description"] = described([phrase])
            elif phrase:
                edits["when_to_use"] = [phrase]
    return edits


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        said = json.dumps(answer(json.loads(asked["messages"][1]["content"])))
        usage = {"prompt_tokens": sum(len(m["content"]) for m in asked["messages"]) // 4, "completion_tokens": len(said) // 4}
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": said}}
        body = json.dumps({"choices": [choice], "usage": usage}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def listen():
    """Serves on a free port of this machine until the program ends; the address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"
