"""Reads each golden message with the reader, compares what it saw with the JSON beside it, and writes the same bytes from that.

check_golden.py [FOLDER] prints what differs, then "N passed, N failed".

A .hex file has lines of hex digits with spaces between them, each with a comment behind #. Its .json file has:
  link   the connection so far: framing, protocol, and what it was upgraded to
  kind   call, probe, probe_answer, result, exception: the writer's method
  write  the writer's arguments
  seen   what the reader is to see
"""

import json
import pathlib
import sys

from dialects import Bytes, Link
from wire import PROTOCOLS


def load(path):
    return bytes.fromhex("".join(line.partition("#")[0] for line in path.read_text().splitlines()))


def link_of(golden):
    return Link(**golden["link"] | {"protocol": PROTOCOLS[golden["link"]["protocol"]], "persistent": dict(golden["link"].get("persistent", {}))})


def see(link, kind, source):
    if kind == "call":
        return link.describe_call(link.read_call(source))
    if kind == "probe":
        return link.describe_probe(link.read_call(source))
    return (link.describe_probe_answer if kind == "probe_answer" else link.describe_reply)(link.read_reply(source))


def problems_of(path):
    expected = load(path)
    golden = json.loads(path.with_suffix(".json").read_text())
    source = Bytes(expected)
    seen = see(link_of(golden), golden["kind"], source)
    for key in sorted(seen.keys() | golden["seen"].keys()):
        if seen.get(key) != golden["seen"].get(key):
            yield f"{key}: saw {json.dumps(seen.get(key))}, expected {json.dumps(golden['seen'].get(key))}"
    if source.peek(1):
        yield f"{len(expected) - source.position} bytes were left"
    written = getattr(link_of(golden), f"write_{golden['kind']}")(**golden["write"])
    if written != expected:
        yield f"wrote    {written.hex()}\n  expected {expected.hex()}"


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent / "golden"
    passed = failed = 0
    for path in sorted(folder.glob("*.hex")):
        try:
            problems = list(problems_of(path))
        except Exception as error:
            problems = [f"{type(error).__name__}: {error}"]
        for problem in problems:
            print(f"{path.stem}: {problem}")
        passed, failed = passed + (not problems), failed + bool(problems)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
