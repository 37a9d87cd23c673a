"""What a message travels in: nothing, a frame, or a frame with headers (THeader, TTHeader)."""

import struct
import zlib

from wire import MAX_SIZE, PROTOCOLS, Bytes, WireError, protocol_at, read_varint, write_varint

THEADER, TTHEADER = 0x0FFF, 0x1000
ZLIB = 1
FRAMINGS = ("unframed", "framed", "theader", "ttheader")


def _sized(source, form):
    return source.read(struct.unpack(form, source.read(struct.calcsize(form)))[0])


class Packet:
    """A frame's payload as a source, with what its header said."""

    def __init__(self, framing, source, header=None, protocol=None):
        self.framing = framing
        self.source = source
        self.header = header
        self.protocol = protocol


def framing_at(source):
    """The framing of what begins here: a source peeks at 6 bytes when the first is not a message's."""
    if protocol_at(source):
        return "unframed"
    start = source.peek(6)
    if len(start) < 6:
        raise WireError(f"neither a message nor a frame begins with {start.hex()}")
    magic, = struct.unpack("!H", start[4:6])
    return {THEADER: "theader", TTHEADER: "ttheader"}.get(magic, "framed")


def read_packet(source, framing, persistent):
    """One frame; persistent holds what info 2 of THeader said before on this connection."""
    if framing == "unframed":
        return Packet(framing, source)
    length, = struct.unpack("!I", source.read(4))
    if length > MAX_SIZE:
        raise WireError(f"a frame of {length} bytes")
    inner = Bytes(source.read(length))
    if framing == "framed":
        return Packet(framing, inner)
    return (_read_theader if framing == "theader" else _read_ttheader)(inner, persistent)


def write_packet(framing, payload, protocol, seqid, header):
    if framing == "unframed":
        return payload
    if framing == "theader":
        payload = _write_theader(payload, protocol, seqid, header or {})
    elif framing == "ttheader":
        payload = _write_ttheader(payload, protocol, seqid, header or {})
    return struct.pack("!I", len(payload)) + payload


def _read_theader(source, persistent):
    _, flags, seqid, words = struct.unpack("!HHiH", source.read(10))
    block = Bytes(source.read(words * 4))
    protocol = read_varint(block, 5)
    transforms = [read_varint(block, 5) for _ in range(read_varint(block, 5))]
    headers, unknown = {}, None
    while block.peek(1) not in (b"", b"\0"):
        info = read_varint(block, 5)
        if info not in (1, 2):
            unknown = info
            break
        pairs = [(_text(block), _text(block)) for _ in range(read_varint(block, 5))]
        (headers if info == 1 else persistent).update(pairs)
    header = {"flags": flags, "seqid": seqid, "protocol": protocol, "transforms": transforms, "headers": headers, "persistent": dict(persistent)}
    if unknown is not None:
        header["unknown_info"] = unknown
    else:
        header["padding"] = len(block.rest())
    payload = source.rest()
    for transform in reversed(transforms):
        if transform != ZLIB:
            raise WireError(f"the transform {transform}")
        inflater = zlib.decompressobj()
        payload = inflater.decompress(payload, MAX_SIZE)
        if not inflater.eof:
            raise WireError("what is compressed is too long, or cut off")
    return Packet("theader", Bytes(payload), header, _protocol(protocol))


def _text(source):
    return source.read(read_varint(source, 5)).decode()


def _write_theader(payload, protocol, seqid, header):
    transforms = header.get("transforms", [])
    block = write_varint(protocol.header_id) + write_varint(len(transforms)) + b"".join(map(write_varint, transforms))
    for info, key in ((2, "persistent"), (1, "headers")):
        if pairs := header.get(key):
            block += write_varint(info) + write_varint(len(pairs))
            block += b"".join(write_varint(len(text)) + text for pair in pairs.items() for text in map(str.encode, pair))
    block += bytes(header.get("padding", -len(block) % 4))
    for transform in transforms:
        if transform != ZLIB:
            raise WireError(f"the transform {transform}")
        payload = zlib.compress(payload, header.get("zlib_level", -1))
    return struct.pack("!HHiH", THEADER, header.get("flags", 0), header.get("seqid", seqid), len(block) // 4) + block + payload


def _read_ttheader(source, _):
    _, flags, seqid, words = struct.unpack("!HHiH", source.read(10))
    block = Bytes(source.read(words * 4))
    protocol, count = block.read(2)
    if count:
        raise WireError(f"the TTHeader transform {block.read(1)[0]}")
    header = {"flags": flags, "seqid": seqid, "protocol": protocol, "headers": {}, "ints": {}}
    while block.peek(1) not in (b"", b"\0"):
        info = block.read(1)[0]
        if info == 0x11:
            header["token"] = _sized(block, "!H").decode()
            continue
        if info not in (0x01, 0x10):
            header["unknown_info"] = info
            break
        for _ in range(struct.unpack("!H", block.read(2))[0]):
            if info == 0x01:
                key = _sized(block, "!H").decode()
                header["headers"][key] = _sized(block, "!H").decode()
            else:
                key, = struct.unpack("!H", block.read(2))
                header["ints"][str(key)] = _sized(block, "!H").decode()
    header["padding"] = len(block.rest())
    if protocol_at(source) is None:
        # Kitex calls this TTHeaderFramed.
        header["inner_frame"] = True
        source = Bytes(_sized(source, "!I"))
    return Packet("ttheader", source, header, _protocol(protocol))


def _write_ttheader(payload, protocol, seqid, header):
    def sized(text):
        return struct.pack("!H", len(text.encode())) + text.encode()

    block = bytes([protocol.header_id, 0])
    if headers := header.get("headers"):
        block += struct.pack("!BH", 0x01, len(headers)) + b"".join(sized(k) + sized(v) for k, v in headers.items())
    if ints := header.get("ints"):
        block += struct.pack("!BH", 0x10, len(ints)) + b"".join(struct.pack("!H", int(k)) + sized(v) for k, v in ints.items())
    if "token" in header:
        block += b"\x11" + sized(header["token"])
    block += bytes(header.get("padding", -len(block) % 4))
    if header.get("inner_frame"):
        payload = struct.pack("!I", len(payload)) + payload
    return struct.pack("!HHiH", TTHEADER, header.get("flags", 0), header.get("seqid", seqid), len(block) // 4) + block + payload


def _protocol(number):
    for protocol in PROTOCOLS.values():
        if protocol.header_id == number:
            return protocol
    raise WireError(f"the protocol {number}")
