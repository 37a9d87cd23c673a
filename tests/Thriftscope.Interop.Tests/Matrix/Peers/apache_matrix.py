"""Apache Thrift for Python as a peer of the matrix: apache_matrix.py GENERATED CERTIFICATE."""

import importlib
import ssl
import sys

from thrift.protocol.TBinaryProtocol import TBinaryProtocolFactory
from thrift.protocol.TCompactProtocol import TCompactProtocolFactory
from thrift.protocol.THeaderProtocol import THeaderProtocolFactory
from thrift.protocol.TJSONProtocol import TJSONProtocolFactory
from thrift.protocol.TMultiplexedProtocol import TMultiplexedProtocol
from thrift.server.THttpServer import THttpServer
from thrift.server.TServer import TThreadedServer
from thrift.TMultiplexedProcessor import TMultiplexedProcessor
from thrift.transport.THeaderTransport import THeaderSubprotocolID, THeaderTransformID
from thrift.transport.THttpClient import THttpClient
from thrift.transport.TSocket import TServerSocket, TSocket
from thrift.transport.TSSLSocket import TSSLServerSocket, TSSLSocket
from thrift.transport.TTransport import TBufferedTransportFactory, TFramedTransportFactory
from thrift.transport.TZlibTransport import TZlibTransport

import matrix_peer

_, generated, certificate = sys.argv
sys.path.insert(0, generated)
types = importlib.import_module("matrix.ttypes")
services = {name: importlib.import_module(f"matrix.{name}") for name in ("Base", "Matrix", "Newer")}
handler = matrix_peer.Handler(types)
handler.weave = lambda last, first, flag: f"{first}/{str(flag).lower()}/{last}"

PROTOCOLS = {
    "binary": TBinaryProtocolFactory(),
    "binary-nonstrict": TBinaryProtocolFactory(strictRead=False, strictWrite=False),
    "compact": TCompactProtocolFactory(),
    "json": TJSONProtocolFactory(),
}


class ZlibFactory:
    """The library's own factory hands one transport to two connections when several threads ask it."""

    def __init__(self, inner):
        self.inner = inner
        self.latest = {}

    def getTransport(self, trans):
        # A server asks twice for a connection, and has to read and write with the same one.
        if id(trans) not in self.latest:
            self.latest[id(trans)] = (self.inner.getTransport(TZlibTransport(trans)), trans)
        return self.latest[id(trans)][0]


class HeaderFactory:
    def __init__(self, protocol, transform):
        subprotocol = THeaderSubprotocolID.COMPACT if protocol == "compact" else THeaderSubprotocolID.BINARY
        self.inner = THeaderProtocolFactory(default_protocol=subprotocol)
        self.transform = transform

    def getProtocol(self, trans):
        protocol = self.inner.getProtocol(trans)
        if self.transform:
            protocol.add_transform(THeaderTransformID.ZLIB)
        return protocol


def factories(cell):
    if cell.transport.startswith("header"):
        return TBufferedTransportFactory(), HeaderFactory(cell.protocol, cell.transport == "header-zlib")
    transport = TFramedTransportFactory() if cell.transport in ("framed", "zlib-framed") else TBufferedTransportFactory()
    return ZlibFactory(transport) if "zlib" in cell.transport else transport, PROTOCOLS[cell.protocol]


def processor_of(cell):
    plain = services["Matrix"].Processor(handler)
    if not cell.multiplexed:
        return plain
    multiplexed = TMultiplexedProcessor()
    multiplexed.registerProcessor("first", plain)
    multiplexed.registerProcessor("second", services["Base"].Processor(handler))
    return multiplexed


def serve(cell):
    transports, protocols = factories(cell)
    if cell.is_http:
        security = {"cert_file": certificate} if cell.is_secure else {}
        server = THttpServer(processor_of(cell), ("127.0.0.1", 0), protocols, **security)
        matrix_peer.in_background(server.serve)
        return str(server.httpd.server_port)
    listener, address = matrix_peer.listen(cell)
    server_socket = TSSLServerSocket("127.0.0.1", 0, certfile=certificate) if cell.is_secure else TServerSocket()
    server_socket.handle = listener
    server_socket.listen = lambda: None
    server = TThreadedServer(processor_of(cell), server_socket, transports, protocols, daemon=True)
    matrix_peer.in_background(server.serve)
    return address


def connect(cell, address):
    transports, protocols = factories(cell)
    trans = transports.getTransport(socket_to(cell, address))
    trans.open()
    protocol = protocols.getProtocol(trans)
    if not cell.multiplexed:
        return services["Newer"].Client(protocol), trans.close
    client = services["Newer"].Client(TMultiplexedProtocol(protocol, "first"))
    client.whoAreYou = services["Base"].Client(TMultiplexedProtocol(protocol, "second")).whoAreYou
    return client, trans.close


def socket_to(cell, address):
    if cell.is_http:
        context = ssl.create_default_context(cafile=certificate) if cell.is_secure else None
        socket = THttpClient(f"{cell.carrier}://127.0.0.1:{address}/matrix", ssl_context=context)
    elif cell.is_secure:
        # Its check of the name needs ssl.match_hostname or a package; the context checks it already.
        socket = TSSLSocket("127.0.0.1", int(address), ssl_context=ssl.create_default_context(cafile=certificate), validate_callback=lambda *_: None)
    elif cell.is_unix:
        socket = TSocket(unix_socket=matrix_peer.socket_path(address))
    else:
        socket = TSocket("127.0.0.1", int(address))
    socket.setTimeout(matrix_peer.TIMEOUT_MS)
    return socket


matrix_peer.run(types, serve, connect)
