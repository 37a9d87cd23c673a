"""One end of a connection, in every dialect: messages written from and read to dicts that JSON can hold.

A context is {dialect: what it carries}: field_8888, field_3333 (each also _nested, in a struct of the arguments), pinpoint, theader,
ttheader, http, thriftpy, finagle. What is read has the shape of what is written.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple, Optional

import carriers
import frames
from ids import ids_of
from wire import (CALL, EXCEPTION, I32, ONEWAY, PROTOCOLS, REPLY, STRING, Bytes, Field, WireError, protocol_at, to_json)

THRIFTPY_PROBE = "__thriftpy_tracing_method_name__v2"
FINAGLE_PROBE = "__can__finagle__trace__v3__"
PROBES = {THRIFTPY_PROBE: "thriftpy", FINAGLE_PROBE: "finagle"}
UNKNOWN_METHOD, INTERNAL_ERROR = 1, 6
TYPE_NAMES = {CALL: "call", REPLY: "reply", EXCEPTION: "exception", ONEWAY: "oneway"}


class Message(NamedTuple):
    framing: str
    protocol: Any
    header: Optional[dict]
    leading: Optional[list]
    name: str
    type: int
    seqid: int
    fields: list
    trailing: bytes

    @property
    def method(self):
        return self.name.rpartition(":")[2]

    @property
    def service(self):
        return self.name.rpartition(":")[0] or None

    @property
    def probe(self):
        return PROBES.get(self.method) if self.type == CALL else None


@dataclass
class Link:
    """What both ends of a connection know: how messages travel, and what it was upgraded to (thriftpy with a version, finagle)."""

    framing: Optional[str] = None
    protocol: Any = None
    upgraded: Optional[str] = None
    version: int = 0
    persistent: dict = field(default_factory=dict)

    @property
    def has_response_header(self):
        return self.upgraded == "finagle" or (self.upgraded == "thriftpy" and self.version >= 2)

    # Reading

    def read_call(self, source):
        return self._read(source, self.upgraded is not None)

    def read_reply(self, source):
        return self._read(source, self.has_response_header)

    def _read(self, source, has_leading):
        # An upgraded connection keeps its framing: a bare struct begins with no message's first byte.
        known = self.framing in ("http", "unframed") and (self.upgraded or self.framing == "http")
        framing = self.framing if known else frames.framing_at(source)
        packet = frames.read_packet(source, "unframed" if framing == "http" else framing, self.persistent)
        protocol, leading = protocol_at(packet.source), None
        if protocol is None:
            if not has_leading or self.protocol is None:
                raise WireError(f"no message begins with {packet.source.peek(1).hex()}")
            leading = self.protocol.read_struct(packet.source)
            protocol = protocol_at(packet.source)
        if protocol is None or packet.protocol not in (None, protocol):
            raise WireError(f"no {(packet.protocol or self.protocol).name} message begins with {packet.source.peek(1).hex()}")
        name, ttype, seqid = protocol.read_message(packet.source)
        fields = protocol.read_struct(packet.source)
        trailing = b"" if packet.source is source else packet.source.rest()
        self.framing, self.protocol = framing, protocol
        return Message(framing, protocol, packet.header, leading, name, ttype, seqid, fields, trailing)

    # Writing

    def write_probe(self, kind, seqid=0, app_id=None, version=None, name=None):
        fields = [] if app_id is None else [Field(1, STRING, app_id.encode())]
        if version is not None:
            fields.append(Field(2, I32, version))
        default = THRIFTPY_PROBE if kind == "thriftpy" else FINAGLE_PROBE
        return self._write(b"", name or default, CALL, seqid, fields)

    def write_probe_answer(self, name, seqid, version=None):
        return self._write(b"", name, REPLY, seqid, [] if version is None else [Field(1, I32, version)])

    def write_call(self, name, seqid, text, contexts, ttype=CALL):
        leading = b""
        if self.upgraded == "thriftpy" and "thriftpy" in contexts:
            leading = self.protocol.write_struct(carriers.write_thriftpy_header(contexts["thriftpy"]))
        if self.upgraded == "finagle" and "finagle" in contexts:
            leading = self.protocol.write_struct(carriers.write_finagle_header(contexts["finagle"]))
        return self._write(leading, name, ttype, seqid, carriers.write_arguments(text, contexts), contexts.get(self.framing))

    def write_result(self, name, seqid, text, context=None, header=None):
        return self._write(self._response_header(context), name, REPLY, seqid, [Field(0, STRING, text.encode())], header)

    def write_exception(self, name, seqid, number, message, context=None, header=None, bare=False):
        leading = b"" if bare else self._response_header(context)
        return self._write(leading, name, EXCEPTION, seqid, [Field(1, STRING, message.encode()), Field(2, I32, number)], header)

    def _response_header(self, context):
        if not self.has_response_header:
            return b""
        write = carriers.write_finagle_response if self.upgraded == "finagle" else carriers.write_meta
        return self.protocol.write_struct(write(context or {}))

    def _write(self, leading, name, ttype, seqid, fields, header=None):
        payload = leading + self.protocol.write_message(name, ttype, seqid) + self.protocol.write_struct(fields)
        return frames.write_packet("unframed" if self.framing == "http" else self.framing, payload, self.protocol, seqid, header)

    # Describing

    def describe_call(self, message, http_headers=None):
        text, contexts, unknown = carriers.read_arguments(message.fields)
        if message.header is not None:
            contexts[message.framing] = message.header
        if http_headers is not None:
            contexts["http"] = http_headers
        if message.leading is not None:
            read = carriers.read_finagle_header if self.upgraded == "finagle" else carriers.read_thriftpy_header
            contexts[self.upgraded] = read(message.leading)
        return self._describe("request", message) | {
            "service": message.service, "method": message.method, "text": text, "fields": [f.id for f in message.fields],
            "contexts": contexts, "ids": ids_of(contexts), "unknown_fields": unknown}

    def describe_probe(self, message):
        seen = self._describe("probe", message) | {"dialect": message.probe}
        return seen | {{1: "app_id", 2: "version"}.get(f.id, f"field_{f.id}"): to_json(f.type, f.value) for f in message.fields}

    def describe_reply(self, message):
        seen = self._describe("reply", message) | {"header": message.header, "response_header": None}
        if message.leading is not None:
            seen["response_header"] = (carriers.read_finagle_response if self.upgraded == "finagle" else carriers.read_meta)(message.leading)
        values = {f.id: to_json(f.type, f.value) for f in message.fields}
        seen["result"] = values.get(0) if message.type == REPLY else None
        seen["exception"] = {"type": values.get(2, 0), "message": values.get(1)} if message.type == EXCEPTION else None
        return seen

    def describe_probe_answer(self, message):
        """What came back for a probe, and the version that both ends have from now on."""
        values = {f.id: f.value for f in message.fields}
        seen = self._describe("probe", message) | {"accepted": message.type != EXCEPTION}
        return seen | ({"version": values[1]} if message.type == REPLY and 1 in values else {})

    @staticmethod
    def _describe(event, message):
        seen = {"event": event, "name": message.name, "type": TYPE_NAMES.get(message.type, message.type), "seqid": message.seqid,
                "framing": message.framing, "protocol": message.protocol.name}
        return seen | ({"trailing": message.trailing.hex()} if message.trailing else {})


def link(framing, protocol, upgraded=None, version=0):
    return Link(framing, PROTOCOLS[protocol], upgraded, version)


__all__ = ["Bytes", "Link", "Message", "WireError", "link"]
