"""Every dialect's client against the dialect server, and the peers of others against both: self_test.py [--node NODE_MODULES].

Prints what went wrong, then "N passed, N failed". Without --node, Apache Thrift for Node is left out.
"""

import argparse
import json
import os
import pathlib
import queue
import subprocess
import sys
import threading

from check_golden import load

FOLDER = pathlib.Path(__file__).parent
PATIENCE = 20  # seconds
TRACE, SPAN, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "00f067aa0ba902b7"
W3C = {"traceparent": f"00-{TRACE}-{SPAN}-01", "tracestate": "congo=t61rcWkgMzE", "baggage": "userId=alice"}
NAMED = [(TRACE, SPAN, True)]

node_modules = None
results = {"passed": 0, "failed": 0}


def command(script):
    return ["node", "--no-deprecation", str(FOLDER / script)] if script.endswith(".js") else [sys.executable, "-B", str(FOLDER / script)]


def environment():
    return os.environ | ({"NODE_PATH": node_modules} if node_modules else {})


class Server:
    """A running peer. Leaving the block closes its standard input and fails when that does not end it."""

    def __init__(self, script, *arguments):
        self.process = subprocess.Popen([*command(script), "server", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(), stderr=subprocess.DEVNULL)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.port = str(self.next()["port"])

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))

    def next(self, event=None):
        while True:
            line = self.lines.get(timeout=PATIENCE)
            if event is None or line.get("event") == event:
                return line

    def until_closed(self):
        """What it saw, up to the end of a connection."""
        seen = []
        while not seen or seen[-1]["event"] != "closed":
            seen.append(self.next())
        return seen

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()


def client(port, *arguments, script="dialect_peer.py"):
    done = subprocess.run([*command(script), "client", "--port", str(port), *arguments], capture_output=True, text=True, timeout=PATIENCE, env=environment(), stdin=subprocess.DEVNULL)
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(name, what):
    try:
        what()
        results["passed"] += 1
    except Exception as error:
        results["failed"] += 1
        print(f"{name}: {type(error).__name__}: {error}")


def same(found, expected):
    assert found == expected, f"found {json.dumps(found)}, expected {json.dumps(expected)}"


def ids(seen):
    return [(one["trace_id"], one["span_id"], one["sampled"]) for one in seen["ids"]]


def contains(found, expected):
    same({key: found.get(key) for key in expected}, expected)


# The dialect client and the dialect server

FIELDS = {
    "none": ({}, []),
    "field_8888": (W3C, NAMED),
    "field_8888_nested": ({"sw8": "1-dA==-cw==-3-c2hvcA==-c2hvcC0x-Lw==-aA=="}, []),
    "field_3333": ({"uber-trace-id": f"{TRACE}:{SPAN}:0:1"}, NAMED),
    "field_3333_nested": ({"b3": f"{TRACE}-{SPAN}-1"}, NAMED),
    "pinpoint": ({"trace_id": "agent^1^2", "span_id": -5, "parent_span_id": 7, "sampled": False, "flags": 1, "host": "h"}, []),
}


def calls_with_fields(server):
    for dialect, (context, named) in FIELDS.items():
        for framing in ("unframed", "framed"):
            for protocol in ("binary", "compact"):
                def call():
                    service = ["--multiplexed", "Greeter"] if framing == "framed" else []
                    replies = client(server.port, "--dialect", dialect, "--context", json.dumps(context), "--framing", framing, "--protocol", protocol, "--count", "2", *service)
                    same([(r["result"], r["seqid"], r["framing"], r["protocol"]) for r in replies], [("hi", 1, framing, protocol), ("hi", 2, framing, protocol)])
                    seen = server.until_closed()
                    same(len(seen), 3)
                    for request in seen[:2]:
                        contains(request, {"name": "Greeter:echo" if service else "echo", "framing": framing, "protocol": protocol, "contexts": {dialect: context} if context else {}})
                        same(ids(request), named)
                check(f"{dialect} {framing} {protocol}", call)


def calls_with_headers(server):
    cases = [("theader", protocol, context) for protocol in ("binary", "compact") for context in (
        {"headers": W3C}, {"headers": W3C, "transforms": [1]}, {"headers": {"a": "b"}, "persistent": W3C},
        {"headers": {"traceparent": W3C["traceparent"]}, "padding": 4})]
    transit = {f"RPC_TRANSIT_{k}": v for k, v in W3C.items()}
    cases += [("ttheader", "binary", {"headers": transit, "ints": {"3": "shop"}, "token": "t"}), ("ttheader", "binary", {"headers": transit, "inner_frame": True})]
    for dialect, protocol, context in cases:
        def call():
            replies = client(server.port, "--dialect", dialect, "--protocol", protocol, "--context", json.dumps(context), "--count", "2", "--pipelined")
            same([(r["result"], r["framing"], r["protocol"], r["header"]["headers"]) for r in replies], [("hi", dialect, protocol, {"served-by": "peer"})] * 2)
            for key in ("transforms", "inner_frame"):
                same([r["header"].get(key) or None for r in replies], [context.get(key)] * 2)
            for request in server.until_closed()[:2]:
                contains(request["contexts"][dialect], context)
                same(ids(request), NAMED)
        check(f"{dialect} {protocol} {'/'.join(context)}", call)


def calls_over_http():
    with Server("dialect_peer.py", "--http") as server:
        for protocol in ("binary", "compact"):
            def call():
                replies = client(server.port, "--dialect", "http", "--protocol", protocol, "--context", json.dumps(W3C), "--count", "2", "--path", "/thrift")
                same([(r["result"], r["status"]) for r in replies], [("hi", 200)] * 2)
                for _ in range(2):
                    request = server.next()
                    contains(request["contexts"]["http"], W3C)
                    same((request["path"], request["protocol"], ids(request)), ("/thrift", protocol, NAMED))
            check(f"http {protocol}", call)


THRIFTPY = {"request_id": "r-1", "seq": "1.2", "meta": W3C}
FINAGLE = {"trace_id": TRACE[16:], "span_id": SPAN, "parent_id": PARENT, "sampled": True, "flags": 0}
FINAGLE_128 = FINAGLE | {"trace_context": {"trace_id": TRACE, "span_id": SPAN, "parent_id": PARENT, "flags": 6}}


def calls_after_thriftpys_probe():
    for upgrade, answered in (("thriftpy", 2), ("thriftpy-v0", None), ("thriftpy-v1", 1), ("thriftpy-v2", 2)):
        with Server("dialect_peer.py", "--upgrade", upgrade, "--reply-context", '{"served-by": "peer"}') as server:
            for version, framing, protocol in ((0, "unframed", "binary"), (1, "framed", "compact"), (2, "framed", "binary"), (2, "unframed", "compact")):
                def call():
                    has_header = version == 2 and answered == 2
                    probe, *replies = client(server.port, "--dialect", "thriftpy", "--version", str(version), "--framing", framing, "--protocol", protocol, "--context", json.dumps(THRIFTPY), "--count", "2", "--app-id", "shop")
                    same((probe["accepted"], probe.get("version")), (True, answered if version else None))
                    same([(r["result"], r["response_header"]) for r in replies], [("hi", {"served-by": "peer"} if has_header else None)] * 2)
                    seen = server.until_closed()
                    contains(seen[0], {"event": "probe", "dialect": "thriftpy", "accepted": True, "app_id": "shop", "framing": framing, "protocol": protocol})
                    same(seen[0].get("version"), version or None)
                    for request in seen[1:3]:
                        same(request["contexts"], {"thriftpy": THRIFTPY})
                        same(ids(request), NAMED)
                check(f"{upgrade}, client {version}, {framing} {protocol}", call)


def exceptions_after_thriftpys_probe():
    for flags, header in (([], {}), (["--exception-without-header"], None)):
        with Server("dialect_peer.py", "--upgrade", "thriftpy", *flags) as server:
            def call():
                replies = client(server.port, "--dialect", "thriftpy", "--context", json.dumps(THRIFTPY), "--method", "fail", "--count", "2")[1:]
                same([(r["exception"], r["response_header"]) for r in replies], [({"type": 6, "message": "It failed."}, header)] * 2)
            check(f"an exception of an upgraded connection {flags}", call)


def calls_after_finagles_probe():
    with Server("dialect_peer.py", "--upgrade", "finagle", "--reply-context", '{"contexts": {"served-by": "70"}}') as server:
        for protocol in ("binary", "compact"):
            for name, context, trace in (("64", FINAGLE, TRACE[16:].rjust(32, "0")), ("128", FINAGLE_128, TRACE)):
                def call():
                    probe, *replies = client(server.port, "--dialect", "finagle", "--protocol", protocol, "--context", json.dumps(context), "--count", "2", "--pipelined")
                    same((probe["accepted"], probe["type"], probe["seqid"]), (True, "reply", 0))
                    same([(r["result"], r["response_header"]) for r in replies], [("hi", {"contexts": {"served-by": "70"}})] * 2)
                    for request in server.until_closed()[1:3]:
                        contains(request["contexts"]["finagle"], context)
                        same(ids(request), [(trace, SPAN, True)])
                check(f"finagle {name} {protocol}", call)


def probes_refused(server):
    for dialect, context in (("thriftpy", THRIFTPY), ("finagle", FINAGLE)):
        def call():
            probe, reply = client(server.port, "--dialect", dialect, "--context", json.dumps(context))
            same((probe["accepted"], reply["result"]), (False, "hi"))
            probed, request, _ = server.until_closed()
            same((probed["event"], probed["accepted"], request["contexts"]), ("probe", False, {}))
        check(f"{dialect} refused", call)


def upgrade_forgotten():
    with Server("dialect_peer.py", "--upgrade", "thriftpy", "--forget-after", "2") as server:
        def call():
            lines = client(server.port, "--dialect", "thriftpy", "--context", json.dumps(THRIFTPY), "--count", "3")
            same([line["event"] for line in lines], ["probe", "reply", "reply", "error"])
            same(server.until_closed()[-1]["by"], "forgot")
            probe, reply = client(server.port, "--dialect", "thriftpy", "--context", json.dumps(THRIFTPY))
            same((probe["accepted"], reply["result"]), (False, "hi"))
        check("an upgrade that is forgotten", call)


def other_calls(server):
    def oneway():
        same(client(server.port, "--oneway", "--dialect", "field_8888", "--context", json.dumps(W3C)), [])
        contains(server.until_closed()[0], {"type": "oneway", "contexts": {"field_8888": W3C}})

    def unknown():
        reply, = client(server.port, "--method", "missing", "--framing", "framed")
        same((reply["type"], reply["exception"]["type"]), ("exception", 1))
        server.until_closed()

    def several():
        client(server.port, "--dialect", "theader", "--context", json.dumps({"headers": W3C}), "--also", json.dumps({"field_8888": W3C, "field_3333": W3C}))
        same(sorted(one["dialect"] for one in server.until_closed()[0]["ids"]), ["field_3333", "field_8888", "theader"])

    def raw():
        data = load(FOLDER.parent / "golden" / "field_8888_compact.hex")
        reply, = client(server.port, "--raw", data.hex(), "--expect", "14", "--wait", "10")
        same((reply["hex"], reply["closed"]), ("824101046563686f080002686900", False))
        same(server.until_closed()[0]["hex"], data.hex())

    def nonsense():
        reply, = client(server.port, "--raw", "ffffffffffff", "--wait", "10")
        same((reply["hex"], reply["closed"]), ("", True))
        same([line["event"] for line in server.until_closed()], ["error", "closed"])

    for call in (oneway, unknown, several, raw, nonsense):
        check(call.__name__, call)


# The peers of others

def thriftpy_both_ways():
    for framing in ("unframed", "framed"):
        wire = ["--framing", framing]
        for upgrade in ("thriftpy-v0", "thriftpy-v2", "none"):
            with Server("dialect_peer.py", "--upgrade", upgrade) as server:
                def call():
                    lines = client(server.port, *wire, "--meta", json.dumps(W3C), "--count", "2", "--app-id", "shop", script="thriftpy_tracking.py")
                    same([(line["result"], line["upgraded"]) for line in lines], [("hi", upgrade != "none")] * 2)
                    probe, *requests, _ = server.until_closed()
                    contains(probe, {"event": "probe", "app_id": "shop", "accepted": upgrade != "none", "framing": framing})
                    for line, request in zip(lines, requests):
                        record = line["record"] or {}
                        same(request["contexts"], {"thriftpy": {key: record[key] for key in THRIFTPY}} if record else {})
                    same([request["contexts"].get("thriftpy", {}).get("seq") for request in requests], ["1", "2"] if upgrade != "none" else [None, None])
                check(f"ThriftPy's client, {upgrade} {framing}", call)
        with Server("thriftpy_tracking.py", *wire) as server:
            def answer():
                for version in ("0", "2"):
                    probe, *replies = client(server.port, *wire, "--dialect", "thriftpy", "--version", version, "--context", json.dumps(THRIFTPY), "--count", "2")
                    same((probe["accepted"], probe.get("version")), (True, None))
                    same([reply["result"] for reply in replies], ["hi", "hi"])
                    same(server.next("probe")["app_id"], "dialect-peer")
                    for _ in range(2):
                        contains(server.next("header"), THRIFTPY)

            def refuse():
                probe, reply = client(server.port, *wire, "--dialect", "thriftpy", "--context", json.dumps(THRIFTPY), "--method", "missing")
                same((probe["accepted"], reply["exception"]["type"], reply["response_header"]), (True, 1, None))

            def untracked():
                reply, = client(server.port, *wire)
                same(reply["result"], "hi")

            for call in (answer, refuse, untracked):
                check(f"ThriftPy's server, {call.__name__} {framing}", call)


def thriftpy_chain():
    with Server("dialect_peer.py", "--upgrade", "thriftpy-v0") as last, Server("thriftpy_tracking.py", "--next", last.port, "--next-times", "2") as middle:
        def call():
            client(middle.port, "--dialect", "thriftpy", "--version", "0", "--context", json.dumps(THRIFTPY))
            requests = last.until_closed()[1:3]
            same([request["contexts"]["thriftpy"] for request in requests], [THRIFTPY | {"seq": f"1.2.{number}"} for number in (1, 2)])
        check("ThriftPy between the peers", call)


def node_both_ways(server):
    headers = {"traceparent": W3C["traceparent"], "Case": "Kept"}
    with Server("node_theader.js", "--reply-context", '{"served-by": "node"}') as node:
        for protocol in ("binary", "compact"):
            def ask():
                replies = client(server.port, "--protocol", protocol, "--context", json.dumps(headers), "--count", "2", script="node_theader.js")
                same([(r["result"], r["framing"], r["protocol"], r["headers"]) for r in replies], [("hi", "theader", protocol, {"served-by": "peer"})] * 2)
                for request in server.until_closed()[:2]:
                    contains(request["contexts"]["theader"], {"headers": headers, "seqid": 0})
                    same((request["protocol"], ids(request)), (protocol, NAMED))

            def answer():
                replies = client(node.port, "--dialect", "theader", "--protocol", protocol, "--context", json.dumps({"headers": headers}), "--count", "2")
                same([(r["result"], r["framing"], r["protocol"], r["header"]["headers"]) for r in replies], [("hi", "theader", protocol, {"served-by": "node"})] * 2)
                for number in (1, 2):
                    contains(node.next("request"), {"framing": "theader", "protocol": protocol, "headers": headers, "header_seqid": number})

            def answer_bare():
                reply, = client(node.port, "--protocol", protocol)
                same((reply["result"], reply["framing"]), ("hi", "unframed"))
                same(node.next("request")["framing"], "unframed")

            for call in (ask, answer, answer_bare):
                check(f"Node, {call.__name__} {protocol}", call)


def main():
    global node_modules
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--node", metavar="NODE_MODULES", help="where the package thrift lies")
    node_modules = parser.parse_args().node

    with Server("dialect_peer.py", "--reply-context", '{"served-by": "peer"}') as server:
        calls_with_fields(server)
        calls_with_headers(server)
        probes_refused(server)
        other_calls(server)
        if node_modules:
            node_both_ways(server)
    for part in (calls_over_http, calls_after_thriftpys_probe, exceptions_after_thriftpys_probe, calls_after_finagles_probe, upgrade_forgotten, thriftpy_both_ways, thriftpy_chain):
        part()
    print(f"{results['passed']} passed, {results['failed']} failed")
    return 1 if results["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
