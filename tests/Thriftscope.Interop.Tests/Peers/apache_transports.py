"""
Apache Thrift for Python writes and reads the bytes of its own transports: each line on standard input is a JSON array of what to do and its
arguments, bytes in hexadecimal; each answer is a line.
"""

import json
import sys

from thrift.protocol.THeaderProtocol import THeaderProtocol
from thrift.Thrift import TMessageType
from thrift.transport.THeaderTransport import THeaderClientType, THeaderSubprotocolID, THeaderTransformID
from thrift.transport.TSocket import TSocket
from thrift.transport.TTransport import TMemoryBuffer, TSaslClientTransport, TTransportException
from thrift.transport.TZlibTransport import TZlibTransport

CLIENT_TYPES = (THeaderClientType.HEADERS, THeaderClientType.FRAMED_BINARY)
PROTOCOLS = {"binary": THeaderSubprotocolID.BINARY, "compact": THeaderSubprotocolID.COMPACT}


def write_header(name, sequence_id, protocol, compressed, headers):
    memory = TMemoryBuffer()
    header = THeaderProtocol(memory, CLIENT_TYPES, PROTOCOLS[protocol])
    if compressed:
        header.add_transform(THeaderTransformID.ZLIB)
    for key, value in headers.items():
        header.set_header(key.encode(), value.encode())
    header.writeMessageBegin(name, TMessageType.CALL, sequence_id)
    header.writeStructBegin("args")
    header.writeFieldStop()
    header.writeStructEnd()
    header.writeMessageEnd()
    header.trans.flush()
    return memory.getvalue().hex()


def read_header(frame):
    header = THeaderProtocol(TMemoryBuffer(bytes.fromhex(frame)), CLIENT_TYPES)
    name, kind, sequence_id = header.readMessageBegin()
    header.readStructBegin()
    _, stop, _ = header.readFieldBegin()
    assert stop == 0
    headers = {key.decode(): value.decode() for key, value in header.get_headers().items()}
    return json.dumps([name, kind, sequence_id, header.trans.sequence_id, header.trans.protocol_id, headers])


def write_zlib(*parts):
    memory = TMemoryBuffer()
    zlib = TZlibTransport(memory)
    for part in parts:
        zlib.write(bytes.fromhex(part))
        zlib.flush()
    return memory.getvalue().hex()


def read_zlib(stream, size):
    zlib = TZlibTransport(TMemoryBuffer(bytes.fromhex(stream)))
    return zlib.readAll(size).hex()


def echo_by_sasl(port, user, password, sent):
    socket = TSocket("127.0.0.1", port)
    socket.setTimeout(10_000)
    sasl = TSaslClientTransport(socket, "127.0.0.1", "thrift", mechanism="PLAIN", username=user, password=password)
    try:
        sasl.open()
        for part in sent:
            sasl.write(bytes.fromhex(part))
            sasl.flush()
        return sasl.readAll(sum(len(part) for part in sent) // 2).hex()
    except TTransportException as e:
        return str(e)
    finally:
        socket.close()


for line in sys.stdin:
    what, *arguments = json.loads(line)
    print(globals()[what](*arguments), flush=True)
