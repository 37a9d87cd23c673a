"""A peer that speaks every dialect of carrying a context over Thrift, written from their descriptions and from nothing else.

  dialect_peer.py server [--upgrade WHAT] …   prints {"port": N}, then a line of JSON for each thing it sees; ends with its standard input
  dialect_peer.py client --port N …           calls, prints a line of JSON for each reply, and ends: 0 if all were answered

Methods: echo(1: string text) returns the text, fail throws INTERNAL_ERROR, anything else UNKNOWN_METHOD.
"""

import argparse
import sys

from channel import Closed, tell
from dialect_client import DIALECTS, call
from dialect_server import UPGRADES, serve
from wire import PROTOCOLS, WireError


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    roles = parser.add_subparsers(dest="role", required=True)

    server = roles.add_parser("server")
    server.add_argument("--upgrade", choices=UPGRADES, default="none", help="the probe that it accepts, and the version it answers with")
    server.add_argument("--exception-without-header", action="store_true", help="exceptions come without the response header, as ThriftPy's")
    server.add_argument("--forget-after", type=int, metavar="N", help="closes an upgraded connection after N requests, and accepts no probe from then on")
    server.add_argument("--reply-context", default="{}", metavar="JSON", help="what replies carry: headers, ThriftPy's meta, or {\"contexts\": …} of Finagle")
    server.add_argument("--http", action="store_true")

    client = roles.add_parser("client")
    client.add_argument("--port", type=int, required=True)
    client.add_argument("--dialect", choices=DIALECTS, default="none")
    client.add_argument("--context", default="{}", metavar="JSON", help="what the dialect carries")
    client.add_argument("--also", default="{}", metavar="JSON", help="what others carry in the same request: {dialect: context}")
    client.add_argument("--protocol", choices=PROTOCOLS, default="binary")
    client.add_argument("--framing", choices=("unframed", "framed"), default="unframed")
    client.add_argument("--multiplexed", metavar="SERVICE")
    client.add_argument("--method", default="echo")
    client.add_argument("--text", default="hi")
    client.add_argument("--count", type=int, default=1)
    client.add_argument("--pipelined", action="store_true", help="all requests are sent before the first reply is read")
    client.add_argument("--oneway", action="store_true")
    client.add_argument("--app-id", default="dialect-peer", help="of ThriftPy's probe")
    client.add_argument("--version", type=int, default=2, help="of ThriftPy's probe; 0 sends none")
    client.add_argument("--probe-name", metavar="NAME", help="of a probe that goes by another name, as behind a multiplexed protocol")
    client.add_argument("--path", default="/", help="of HTTP")
    client.add_argument("--raw", metavar="HEX", help="sends these bytes, and tells those that come back")
    client.add_argument("--wait", type=float, default=1.0, metavar="SECONDS", help="how long to wait for them in all")
    client.add_argument("--expect", type=int, metavar="BYTES", help="ends the wait when so many have come")
    client.add_argument("--shutdown", action="store_true", help="closes the sending half after them")
    return parser.parse_args()


def main():
    options = parse()
    if options.role == "server":
        serve(options)
        return 0
    try:
        return 0 if call(options) else 1
    except (Closed, WireError, OSError) as error:
        tell(event="error", error=f"{type(error).__name__}: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
