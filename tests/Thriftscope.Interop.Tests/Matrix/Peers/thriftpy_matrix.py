"""ThriftPy as a peer of the matrix: thriftpy_matrix.py IDL CERTIFICATE."""

import array
import ssl
import sys
import types

import thriftpy
from thriftpy.protocol import TBinaryProtocolFactory, TCompactProtocolFactory, TJSONProtocolFactory, TMultiplexedProtocolFactory
from thriftpy.protocol import compact
from thriftpy.server import TThreadedServer
from thriftpy.thrift import TClient, TMultiplexedProcessor, TProcessor
from thriftpy.transport import TBufferedTransportFactory, TFramedTransportFactory, TServerSocket, TSocket, TSSLServerSocket, TSSLSocket

import matrix_peer

_, idl, certificate = sys.argv
matrix = thriftpy.load(idl, module_name="matrix_thrift")
handler = matrix_peer.Handler(matrix)


class OldArray(array.array):
    """Compact needs array.tostring, which Python 3.9 has removed: it was tobytes by another name."""

    tostring = array.array.tobytes


compact.array = types.SimpleNamespace(array=OldArray)


protocols = {
    "binary": TBinaryProtocolFactory(),
    "binary-nonstrict": TBinaryProtocolFactory(strict_read=False, strict_write=False),
    "compact": TCompactProtocolFactory(),
    "thriftpy-json": TJSONProtocolFactory(),
}
transports = {"unframed": TBufferedTransportFactory(), "framed": TFramedTransportFactory()}


def weave(first, flag, last):
    return f"{first}/{str(flag).lower()}/{last}"


handler.weave = weave


def serve(cell):
    listener, address = matrix_peer.listen(cell)
    # Without client_timeout=None, a client that is silent for 3 seconds is dropped.
    if cell.is_secure:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        server_socket = TSSLServerSocket("127.0.0.1", 0, client_timeout=None, ssl_context=context)
    else:
        server_socket = TServerSocket("127.0.0.1", client_timeout=None)
    server_socket.sock = listener
    server_socket.listen = lambda: None
    processor = TProcessor(matrix.Matrix, handler)
    if cell.multiplexed:
        plain, processor = processor, TMultiplexedProcessor()
        processor.register_processor("first", plain)
        processor.register_processor("second", TProcessor(matrix.Base, handler))
    server = TThreadedServer(
        processor, server_socket, iprot_factory=protocols[cell.protocol], itrans_factory=transports[cell.transport], daemon=True)
    matrix_peer.in_background(server.serve)
    return address


def connect(cell, address):
    if cell.is_secure:
        # It asks for the name that it connects to.
        socket = TSSLSocket("localhost", int(address), socket_timeout=matrix_peer.TIMEOUT_MS, cafile=certificate)
    elif cell.is_unix:
        socket = TSocket(unix_socket=matrix_peer.socket_path(address), socket_timeout=matrix_peer.TIMEOUT_MS)
    else:
        socket = TSocket("127.0.0.1", int(address), socket_timeout=matrix_peer.TIMEOUT_MS)
    trans = transports[cell.transport].get_transport(socket)
    trans.open()
    factory = protocols[cell.protocol]
    if not cell.multiplexed:
        return TClient(matrix.Newer, factory.get_protocol(trans)), trans.close
    client = TClient(matrix.Newer, TMultiplexedProtocolFactory(factory, "first").get_protocol(trans))
    second = TClient(matrix.Base, TMultiplexedProtocolFactory(factory, "second").get_protocol(trans))
    client.whoAreYou = second.whoAreYou
    return client, trans.close


matrix_peer.run(matrix, serve, connect)
