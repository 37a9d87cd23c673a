"""What the two Python peers of the matrix have in common: the samples, the handler, the calls, and the loop that takes orders.

An order is a line of words:
    serve PROTOCOL TRANSPORT CARRIER plain|multiplexed long|short
    call PROTOCOL TRANSPORT CARRIER plain|multiplexed long|short ADDRESS METHOD,METHOD,...
A client's long values are of 1 MiB and more, or of 64 KiB if the order says short.
An answer is a line of JSON: {"address": "port or path"}, {"results": {"method": "" or what went wrong}} or {"error": "why"}.
"""

import functools
import itertools
import json
import logging
import math
import os
import socket
import struct
import sys
import tempfile
import threading
import traceback

TIMEOUT_MS = 10_000
CONTROLS = "\1\b\t\n\v\f\r\x1b\"\\/\x7f\x80\u2028"
TEXT = "Grüße, мир, 你好 😀𝄞"
EVERY_BYTE = bytes(range(256))
DOUBLES = [0.0, 0.1, 1 / 3, 1e21, 1e-7, 1.7976931348623157e308, -1.7976931348623157e308, 5e-324, 2.2250738585072014e-308]
SPECIAL_DOUBLES = [math.inf, -math.inf, math.nan]


class Cell:
    """How to speak: the words of an order."""

    def __init__(self, protocol, transport, carrier, multiplexing, length):
        self.protocol, self.transport, self.carrier = protocol, transport, carrier
        self.multiplexed = multiplexing == "multiplexed"
        self.is_long = length == "long"

    @property
    def is_secure(self):
        return self.carrier in ("tls", "https")

    @property
    def is_unix(self):
        return self.carrier in ("unix", "abstract")

    @property
    def is_http(self):
        return self.carrier in ("http", "https")


def samples(t):
    def everything(scalars, wide, shape, tree, **containers):
        return t.Everything(scalars=t.Scalars(**scalars), wide=t.Wide(**wide), shape=t.Shape(**shape), tree=tree, **containers)

    return {
        "empty": everything(
            dict(flag=False, tiny=0, small=0, medium=0, large=0, real=0.0, text="", raw=b"", color=1, instant=0),
            dict(thousand=0, seventeen=False, sixteen=False, one=0, threeHundred="", two=False, before=[]),
            dict(circle=0.0),
            t.Tree(label="", children=[]),
            bools=[], people=[], numbers=set(), labels=set(), flags={}, lists={}, weights={}, blobs=[], maps=[], nested={},
        ),
        "full": everything(
            dict(flag=True, tiny=-128, small=-2**15, medium=-2**31, large=-2**63, real=-0.5, text=TEXT, raw=EVERY_BYTE, color=-3, instant=1700000000123),
            dict(thousand=1000, seventeen=True, sixteen=False, one=1, threeHundred="300", two=True, before=[299]),
            dict(polygon=[3, 4, 5]),
            t.Tree(label="root", children=[t.Tree(label="leaf", children=[]), t.Tree(label="twig", children=[])]),
            bools=[True, False, True, True, False],
            people=[t.Person(name="Ann", age=41), t.Person(name="")],
            numbers={-2**63, 0, 2**63 - 1},
            labels={"", "x", "😀"},
            flags={"yes": True, "no": False},
            lists={-1: [], 2**31 - 1: ["a", "b"]},
            weights={1: 0.1, 42: 1.7976931348623157e308},
            blobs=[[], [b"", b"\0\xff"]],
            maps=[{}, {"a": -1, "b": 2**63 - 1}],
            nested={"x": {"y": t.Person(name="Bo")}, "z": {}},
        ),
        # Compact writes sizes up to 14 in the type's byte.
        "sixteen": everything(
            dict(flag=False, tiny=127, small=2**15 - 1, medium=2**31 - 1, large=2**63 - 1, real=5e-324, text=CONTROLS, raw=b"\0", color=42, instant=-1),
            dict(thousand=-1000, seventeen=False, sixteen=True, one=-1, threeHundred="x" * 300, two=False, before=list(range(14))),
            dict(portrait=t.Person(name="Cy", age=-1)),
            chain(t, 20),
            bools=[True] * 15,
            people=[t.Person(name=str(n)) for n in range(16)],
            numbers=set(range(16)),
            labels={str(n) for n in range(14)},
            flags={str(n): n % 2 == 0 for n in range(130)},
            lists={n: [] for n in range(15)},
            weights={-3: -1.5},
            blobs=[[b"x"] * 15],
            maps=[{str(n): n} for n in range(16)],
            nested={str(n): {} for n in range(15)},
        ),
    }


def chain(t, length):
    return functools.reduce(lambda tree, n: t.Tree(label=str(n), children=[tree]), range(length), t.Tree(label="leaf", children=[]))


class Handler:
    def __init__(self, types):
        self.types = types
        self.samples = samples(types)
        self.last_note = ""

    def __getattr__(self, method):
        if not method.startswith("echo"):
            raise AttributeError(method)
        return lambda value: value

    def whoAreYou(self):
        return "python"

    def sample(self, name):
        return self.samples[name]

    def matches(self, name, value):
        return same(self.samples[name], value)

    def ping(self):
        pass

    def note(self, text):
        self.last_note = text

    def noted(self):
        return self.last_note

    def find(self, key):
        if key == "missing":
            raise self.types.NotFound(key=key)
        if key == "denied":
            raise self.types.Denied(reason="no entry", code=403)
        return key

    def check(self, key):
        self.find(key)

    def breakDown(self):
        raise RuntimeError("this is not in the IDL")


def echoes(t, is_long):
    """What the echo methods are called with."""
    integers = lambda bits: [0, 1, -1, 63, 64, -64, -65, 127, -128, -2 ** (bits - 1), 2 ** (bits - 1) - 1]
    edges = [n for power in (13, 14, 20, 21, 28) for n in (2**power - 1, 2**power, -2**power, -2**power - 1)]
    return {
        "echoBool": [True, False],
        "echoByte": integers(8),
        "echoI16": integers(16),
        "echoI32": integers(32) + edges,
        "echoI64": integers(64) + edges + [2**53 + 1, -2**53 - 1, 2**35, 2**62],
        "echoDouble": DOUBLES,
        "echoString": ["", "a", TEXT, CONTROLS, "x" * 5000],
        "echoBinary": [b"", b"\xff", b"\xfe\xff", b"\0\1\2", EVERY_BYTE],
        "echoColor": [1, -3, 42],
        "echoBools": [[], [True], [False], [True, False] * 20],
        "echoDoubles": [[], [[], DOUBLES]],
        "echoNumbers": [set(), {-2**31, 0, 2**31 - 1}],
        "echoLabels": [set(), {"", "x", "😀"}],
        "echoFlags": [{}, {"yes": True, "no": False}],
        "echoPeople": [{}, {"ann": t.Person(name="Ann", age=41), "": t.Person(name="")}],
        "echoNested": [{}, {1: [{1: {"a", "b"}, -1: set()}, {}], 99: []}],
        "echoBoolKeys": [{}, {True: "yes", False: "no"}],
        "echoLongKeys": [{}, {-2**63: "smallest", 0: "", 2**63 - 1: "largest"}],
        "echoDoubleKeys": [{}, {0.1: "tenth", -1.5: "", 1e300: "large"}],
        "echoScalars": [s.scalars for s in samples(t).values()],
        "echoWide": [s.wide for s in samples(t).values()],
        "echoTree": [chain(t, 20)],
        "echoShape": [t.Shape(circle=1.5), t.Shape(polygon=[3, 4, 5]), t.Shape(portrait=t.Person(name="Ann"))],
        "echoOptionals": [t.Optionals(), t.Optionals(flag=False, number=0, text="", items=[], person=t.Person(name=""), raw=b"", late=True)],
        "echoDefaults": [t.Defaults(), t.Defaults(count=0, greeting="", primes=[], color=1, flag=False)],
        "echoManyNumbers": [list(range(-10_000, 10_000 if is_long else -8_000))],
        "echoLongString": ["0123456789abcdeü" * (2**16 if is_long else 2**12)],
        "echoLongBinary": [EVERY_BYTE * (4096 if is_long else 256)],
    }


def calls(t, is_long):
    """Every method of the service, and what calls it with a client and looks at what comes back."""
    result = {name: functools.partial(call_echo, name, values) for name, values in echoes(t, is_long).items()}
    # Apart, because not all can.
    result["echoString-nul"] = functools.partial(call_echo, "echoString", ["a\0b"])
    result["echoDouble-special"] = functools.partial(call_echo, "echoDouble", SPECIAL_DOUBLES)
    result["echoDouble-minus-zero"] = functools.partial(call_echo, "echoDouble", [-0.0])

    def case(call):
        result[call.__name__] = call

    @case
    def whoAreYou(client):
        assert client.whoAreYou() != ""

    @case
    def sample(client):
        for name, expected in samples(t).items():
            expect(client.sample(name), expected)

    @case
    def matches(client):
        for name, value in samples(t).items():
            expect(client.matches(name, value), True)
        expect(client.matches("empty", samples(t)["full"]), False)

    @case
    def weave(client):
        expect(client.weave(first="a", flag=True, last="z"), "a/true/z")

    @case
    def ping(client):
        expect(client.ping(), None)

    @case
    def note(client):
        client.note("psst " + TEXT)
        expect(client.noted(), "psst " + TEXT)

    @case
    def find(client):
        check_errors(client.find)
        expect(client.find("key"), "key")

    @case
    def check(client):
        check_errors(client.check)
        expect(client.check("key"), None)

    def check_errors(method):
        expect(error_of(method, "missing"), "NotFound key=missing")
        expect(error_of(method, "denied"), "Denied code=403 reason=no entry")

    @case
    def breakDown(client):
        expect(error_of(client.breakDown).split()[0], "TApplicationException")
        client.ping()

    @case
    def brandNew(client):
        error = error_of(client.brandNew)
        assert error.startswith("TApplicationException") and error.endswith("type=1"), error
        client.ping()

    return result


def call_echo(name, values, client):
    for value in values:
        expect(getattr(client, name)(value), value)


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
    return text if len(text) <= 300 else f"{text[:300]}... ({len(text)} characters)"


def error_of(call, *arguments):
    """The exception that a call raises, as text: its class and fields."""
    try:
        result = call(*arguments)
    except Exception as e:
        fields = {k: v for k, v in sorted(vars(e).items()) if v is not None}
        return " ".join([type(e).__name__, *(f"{k}={v}" for k, v in fields.items())])
    raise AssertionError(f"no exception, but {short(result)}")


def listen(cell):
    """A socket that listens where the system says, and its address in an answer."""
    if not cell.is_unix:
        listener = socket.create_server(("127.0.0.1", 0))
        return listener, str(listener.getsockname()[1])
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    name = f"thriftscope-{os.getpid()}-{next(numbers)}"
    address = "@" + name if cell.carrier == "abstract" else os.path.join(folder.name, name)
    listener.bind(socket_path(address))
    listener.listen()
    return listener, address


def socket_path(address):
    return address.replace("@", "\0", 1) if address.startswith("@") else address


def in_background(serve):
    threading.Thread(target=serve, daemon=True).start()


def run(types, serve, connect):
    """Takes orders until the input ends. `serve(cell)` gives an address, `connect(cell, address)` a client and what closes it."""
    logging.basicConfig(stream=sys.stderr)
    for line in sys.stdin:
        try:
            order, *words = line.split()
            cell = Cell(*words[:5])
            if order == "serve":
                answer = {"address": serve(cell)}
            else:
                address, methods = words[5:]
                all_calls = calls(types, cell.is_long)
                answer = {"results": call_all(lambda: connect(cell, address), {m: all_calls[m] for m in methods.split(",")})}
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


def call_all(connect, wanted):
    """Calls the methods over one connection, or a new one after a failure."""
    results = {}
    client = close = None
    for name, call in wanted.items():
        try:
            if client is None:
                client, close = connect()
            call(client)
            results[name] = ""
        except Exception as e:
            results[name] = "".join(traceback.format_exception_only(type(e), e)).strip()
            if close:
                close()
            client = close = None
    if close:
        close()
    return results


# Unix sockets live here, and go with the process.
folder = tempfile.TemporaryDirectory(prefix="thriftscope-")
numbers = itertools.count()
