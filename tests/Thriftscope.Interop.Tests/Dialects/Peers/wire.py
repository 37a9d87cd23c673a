"""Binary and compact protocol in plain Python: messages and any struct, with nothing known of an IDL.

A struct is a list of Field, a map a Map, a list or a set an Items, a string or binary value bytes.
"""

import struct
from typing import Any, NamedTuple

STOP, BOOL, BYTE, DOUBLE, I16, I32, I64, STRING, STRUCT, MAP, SET, LIST = 0, 2, 3, 4, 6, 8, 10, 11, 12, 13, 14, 15
CALL, REPLY, EXCEPTION, ONEWAY = 1, 2, 3, 4

TYPE_NAMES = {BOOL: "bool", BYTE: "byte", DOUBLE: "double", I16: "i16", I32: "i32", I64: "i64", STRING: "string",
              STRUCT: "struct", MAP: "map", SET: "set", LIST: "list"}

MAX_SIZE = 16 << 20
MAX_DEPTH = 64


class WireError(Exception):
    """The bytes are not what the format says."""


class Field(NamedTuple):
    id: int
    type: int
    value: Any


class Map(NamedTuple):
    key_type: int
    value_type: int
    pairs: list


class Items(NamedTuple):
    type: int
    values: list


class Bytes:
    """A source over bytes. A source reads and peeks, and keeps what was read."""

    def __init__(self, data):
        self.data = data
        self.position = 0

    def read(self, count):
        if not 0 <= count <= len(self.data) - self.position:
            raise WireError(f"{count} bytes wanted at {self.position} of {len(self.data)}")
        self.position += count
        return self.data[self.position - count:self.position]

    def peek(self, count):
        return self.data[self.position:self.position + count]

    def rest(self):
        return self.read(len(self.data) - self.position)


def read_varint(source, max_bytes=10):
    result = 0
    for index in range(max_bytes):
        byte = source.read(1)[0]
        result |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return result
    raise WireError(f"a varint of more than {max_bytes} bytes")


def write_varint(number):
    result = bytearray()
    while number >= 0x80:
        result.append(number & 0x7F | 0x80)
        number >>= 7
    result.append(number)
    return bytes(result)


def _zigzag(number):
    return (number << 1) ^ (number >> 63)


def _unzigzag(number):
    return (number >> 1) ^ -(number & 1)


def _size(number):
    if not 0 <= number <= MAX_SIZE:
        raise WireError(f"a size of {number}")
    return number


class Protocol:
    """What both protocols share: how values are made of others."""

    def read_value(self, source, ttype, depth=0):
        if depth > MAX_DEPTH:
            raise WireError("too deep")
        if ttype == STRUCT:
            return self.read_struct(source, depth + 1)
        if ttype == MAP:
            key_type, value_type, count = self.read_map_begin(source)
            return Map(key_type, value_type, [(self.read_value(source, key_type, depth + 1), self.read_value(source, value_type, depth + 1)) for _ in range(count)])
        if ttype in (LIST, SET):
            item_type, count = self.read_items_begin(source)
            return Items(item_type, [self.read_value(source, item_type, depth + 1) for _ in range(count)])
        return self.read_scalar(source, ttype)

    def write_value(self, ttype, value):
        if ttype == STRUCT:
            return self.write_struct(value)
        if ttype == MAP:
            pairs = (self.write_value(value.key_type, k) + self.write_value(value.value_type, v) for k, v in value.pairs)
            return self.write_map_begin(value) + b"".join(pairs)
        if ttype in (LIST, SET):
            return self.write_items_begin(value) + b"".join(self.write_value(value.type, item) for item in value.values)
        return self.write_scalar(ttype, value)


class Binary(Protocol):
    name = "binary"
    header_id = 0
    formats = {BOOL: "!?", BYTE: "!b", DOUBLE: "!d", I16: "!h", I32: "!i", I64: "!q"}

    def read_message(self, source):
        version, length = struct.unpack("!Ii", source.read(8))
        if version >> 16 != 0x8001:
            raise WireError(f"no binary message begins with {version:08x}")
        name = source.read(_size(length)).decode()
        return name, version & 0xFF, struct.unpack("!i", source.read(4))[0]

    def write_message(self, name, ttype, seqid):
        return struct.pack("!I", 0x80010000 | ttype) + self.write_scalar(STRING, name.encode()) + struct.pack("!i", seqid)

    def read_struct(self, source, depth=0):
        fields = []
        while (ttype := source.read(1)[0]) != STOP:
            field_id, = struct.unpack("!h", source.read(2))
            fields.append(Field(field_id, ttype, self.read_value(source, ttype, depth)))
        return fields

    def write_struct(self, fields):
        parts = [struct.pack("!bh", f.type, f.id) + self.write_value(f.type, f.value) for f in fields]
        return b"".join(parts) + b"\0"

    def read_map_begin(self, source):
        key_type, value_type, count = struct.unpack("!bbi", source.read(6))
        return key_type, value_type, _size(count)

    def write_map_begin(self, value):
        return struct.pack("!bbi", value.key_type, value.value_type, len(value.pairs))

    def read_items_begin(self, source):
        item_type, count = struct.unpack("!bi", source.read(5))
        return item_type, _size(count)

    def write_items_begin(self, value):
        return struct.pack("!bi", value.type, len(value.values))

    def read_scalar(self, source, ttype):
        if ttype == STRING:
            return source.read(_size(struct.unpack("!i", source.read(4))[0]))
        if ttype not in self.formats:
            raise WireError(f"the type {ttype}")
        form = self.formats[ttype]
        return struct.unpack(form, source.read(struct.calcsize(form)))[0]

    def write_scalar(self, ttype, value):
        return struct.pack("!i", len(value)) + value if ttype == STRING else struct.pack(self.formats[ttype], value)


class Compact(Protocol):
    name = "compact"
    header_id = 2
    # A bool is 1 when true and 2 when false, as a field and as an item.
    to_wire = {BOOL: 1, BYTE: 3, I16: 4, I32: 5, I64: 6, DOUBLE: 7, STRING: 8, LIST: 9, SET: 10, MAP: 11, STRUCT: 12}
    from_wire = {number: ttype for ttype, number in to_wire.items()} | {2: BOOL}

    def read_message(self, source):
        first, second = source.read(2)
        if first != 0x82 or second & 0x1F != 1:
            raise WireError(f"no compact message begins with {first:02x}{second:02x}")
        seqid = read_varint(source, 5)
        name = self.read_scalar(source, STRING).decode()
        return name, second >> 5, seqid - (1 << 32) if seqid >= 1 << 31 else seqid

    def write_message(self, name, ttype, seqid):
        return bytes([0x82, ttype << 5 | 1]) + write_varint(seqid & 0xFFFFFFFF) + self.write_scalar(STRING, name.encode())

    def read_struct(self, source, depth=0):
        fields, last = [], 0
        while (begin := source.read(1)[0]) != STOP:
            last = last + (begin >> 4) if begin >> 4 else _unzigzag(read_varint(source, 3))
            ttype = self._type(begin & 0x0F)
            value = begin & 0x0F == 1 if ttype == BOOL else self.read_value(source, ttype, depth)
            fields.append(Field(last, ttype, value))
        return fields

    def write_struct(self, fields):
        result, last = b"", 0
        for field in fields:
            wire_type = self.to_wire[field.type] if field.type != BOOL else 1 if field.value else 2
            delta = field.id - last
            result += bytes([delta << 4 | wire_type]) if 0 < delta <= 15 else bytes([wire_type]) + write_varint(_zigzag(field.id))
            if field.type != BOOL:
                result += self.write_value(field.type, field.value)
            last = field.id
        return result + b"\0"

    def read_map_begin(self, source):
        count = _size(read_varint(source, 5))
        types = source.read(1)[0] if count else 0x88
        return self._type(types >> 4), self._type(types & 0x0F), count

    def write_map_begin(self, value):
        count = len(value.pairs)
        return write_varint(count) + (bytes([self.to_wire[value.key_type] << 4 | self.to_wire[value.value_type]]) if count else b"")

    def read_items_begin(self, source):
        begin = source.read(1)[0]
        return self._type(begin & 0x0F), begin >> 4 if begin >> 4 != 15 else _size(read_varint(source, 5))

    def write_items_begin(self, value):
        count, wire_type = len(value.values), self.to_wire[value.type]
        return bytes([count << 4 | wire_type]) if count < 15 else bytes([0xF0 | wire_type]) + write_varint(count)

    def read_scalar(self, source, ttype):
        if ttype == STRING:
            return source.read(_size(read_varint(source, 5)))
        if ttype == BOOL:
            return source.read(1) == b"\1"
        if ttype == BYTE:
            return struct.unpack("b", source.read(1))[0]
        if ttype == DOUBLE:
            return struct.unpack("<d", source.read(8))[0]
        return _unzigzag(read_varint(source))

    def write_scalar(self, ttype, value):
        if ttype == STRING:
            return write_varint(len(value)) + value
        if ttype == BOOL:
            return b"\1" if value else b"\2"
        if ttype == BYTE:
            return struct.pack("b", value)
        return struct.pack("<d", value) if ttype == DOUBLE else write_varint(_zigzag(value))

    def _type(self, number):
        if number not in self.from_wire:
            raise WireError(f"the compact type {number}")
        return self.from_wire[number]


PROTOCOLS = {"binary": Binary(), "compact": Compact()}


def protocol_at(source):
    """The protocol of the message that begins here, or None if none does."""
    return {0x80: PROTOCOLS["binary"], 0x82: PROTOCOLS["compact"]}.get(source.peek(1)[0])


def to_json(ttype, value):
    """A value as JSON shows it: text where bytes are text, {"hex": …} where they are not."""
    if ttype == STRING:
        try:
            return value.decode()
        except UnicodeDecodeError:
            return {"hex": value.hex()}
    if ttype == STRUCT:
        return [{"id": f.id, "type": TYPE_NAMES[f.type], "value": to_json(f.type, f.value)} for f in value]
    if ttype == MAP:
        return [[to_json(value.key_type, k), to_json(value.value_type, v)] for k, v in value.pairs]
    if ttype in (LIST, SET):
        return [to_json(value.type, item) for item in value.values]
    return value
