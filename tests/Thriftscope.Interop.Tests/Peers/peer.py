"""What the peers have in common: a handler, and a loop that evaluates the expressions that the tests send.

A peer serves on a port that the system picks and prints `READY port`. From then on it reads one expression a line from its
standard input, as JSON, and answers each with a line of JSON: {"value": text} or {"error": traceback}. It ends with its input.
"""

import collections
import functools
import json
import logging
import socket
import struct
import sys
import threading
import traceback
from urllib.parse import urlsplit

TIMEOUT_MS = 10_000
seen = {}
connections = collections.Counter()


class Listener(socket.socket):
    """Listens on a free port, without the SO_REUSEPORT that would let two servers share one, and counts its connections."""

    def __init__(self):
        super().__init__(socket.AF_INET, socket.SOCK_STREAM)
        self.bind(("127.0.0.1", 0))
        self.listen()
        self.port = self.getsockname()[1]

    def accept(self):
        accepted = super().accept()
        connections[self.port] += 1
        return accepted


def serve_in_background(server, listener):
    threading.Thread(target=server.serve, daemon=True).start()
    return listener.port


class Handler:
    """Answers the echo methods with their argument, and remembers what each method was called with."""

    def __init__(self, types, connect):
        self.types = types
        self.connect = connect

    def __getattr__(self, method):
        if not method.startswith("echo"):
            raise AttributeError(method)
        return lambda value: self.remember(method, value)[0]

    def remember(self, method, *arguments):
        seen[method] = arguments
        return arguments

    def whoAreYou(self):
        return "python"

    def ping(self):
        self.remember("ping")

    def note(self, text, number):
        self.remember("note", text, number)

    def join(self, parts, separator):
        return separator.join(parts)

    def find(self, key):
        if key == "missing":
            raise self.types.NotFound(key=key)
        if key == "denied":
            raise self.types.Denied(reason="no entry", code=403)
        if key == "broken":
            raise RuntimeError("this is not in the IDL")
        return key

    def check(self, key):
        self.find(key)

    def relay(self, hops, text):
        self.remember("relay", hops, text)
        if not hops:
            return text
        return self.connect(urlsplit(hops[0]).port).relay(hops[1:], text)


def same(a, b):
    """Equality to the bit, but for the kind of NaN and for what ThriftPy 0.3.9 makes of a set (a list) and of UTF-8 binary (a str)."""
    if isinstance(a, float) and isinstance(b, float):
        return a != a and b != b or struct.pack("!d", a) == struct.pack("!d", b)
    if isinstance(a, (str, bytes)) and isinstance(b, (str, bytes)):
        return utf8(a) == utf8(b)
    if isinstance(a, set) or isinstance(b, set):
        return len(a) == len(b) and set(a) == set(b)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if type(a) is type(b) and hasattr(a, "__dict__"):
        return same(vars(a), vars(b))
    return type(a) is type(b) and a == b


def utf8(text):
    return text if isinstance(text, bytes) else text.encode()


def expect(actual, expected):
    assert same(actual, expected), f"expected {short(expected)}, got {short(actual)}"


def short(value):
    text = repr(value)
    return text if len(text) <= 500 else f"{text[:500]}... ({len(text)} characters)"


def error_of(call, *arguments):
    """The exception that a call raises, as text: its class and fields."""
    try:
        result = call(*arguments)
    except Exception as e:
        fields = {k: v for k, v in sorted(vars(e).items()) if v is not None}
        return " ".join([type(e).__name__, *(f"{k}={v}" for k, v in fields.items())])
    raise AssertionError(f"no exception, but {short(result)}")


def run(port, names):
    """Evaluates expressions over the given names until the input ends."""
    logging.basicConfig(stream=sys.stderr)
    names = {**names, "functools": functools, "seen": seen, "connections": connections, "expect": expect, "error_of": error_of}
    print(f"READY {port}", flush=True)
    for line in sys.stdin:
        try:
            answer = {"value": str(eval(json.loads(line), names))}
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), flush=True)
