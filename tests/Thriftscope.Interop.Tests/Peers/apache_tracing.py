"""What an instrumented peer does: a protocol around another one carries the trace context in field 8888.

As OpenTelemetry's Java instrumentation has it: a map<string,string>, the last field of the arguments, in requests only. Where the
inner protocol has headers, they carry it instead.
"""

import json
import secrets
import threading

from thrift.Thrift import TMessageType, TType

CONTEXT_FIELD = 8888
CONTEXT_KEYS = ("traceparent", "tracestate", "baggage")
REQUESTS = (TMessageType.CALL, TMessageType.ONEWAY)

recorded = []
current = threading.local()


def start_span(kind, name, context):
    """Records a span below that of a context, and returns the context that goes on from it."""
    _, trace, parent, flags = context.get("traceparent", f"00-{secrets.token_hex(16)}--01").split("-")
    span = secrets.token_hex(8)
    recorded.append({"kind": kind, "name": name, "trace": trace, "span": span, "parent": parent, **without_parent(context)})
    return {"traceparent": f"00-{trace}-{span}-{flags}", **without_parent(context)}


def without_parent(context):
    return {key: value for key, value in context.items() if key != "traceparent"}


def spans():
    """What was recorded, as JSON."""
    return json.dumps(recorded)


class TracingProtocol:
    def __init__(self, inner):
        self.inner = inner
        # In an object of its own: Apache's decorators copy the fields of what they decorate.
        self.state = State()

    def __getattr__(self, name):
        return getattr(self.inner, name)

    @property
    def has_headers(self):
        return hasattr(self.inner, "set_header")

    def writeMessageBegin(self, name, message_type, sequence):
        self.state.write_depth = 0
        self.state.injected = None
        if message_type in REQUESTS:
            self.state.injected = start_span("Client", name, getattr(current, "context", {}))
            if self.has_headers:
                for key, value in self.state.injected.items():
                    self.inner.set_header(key.encode(), value.encode())
                self.state.injected = None
        self.inner.writeMessageBegin(name, message_type, sequence)

    def writeStructBegin(self, name):
        self.state.write_depth += 1
        self.inner.writeStructBegin(name)

    def writeStructEnd(self):
        self.inner.writeStructEnd()
        self.state.write_depth -= 1

    def writeFieldStop(self):
        if self.state.injected and self.state.write_depth == 1:
            self.inner.writeFieldBegin("context", TType.MAP, CONTEXT_FIELD)
            self.inner.writeMapBegin(TType.STRING, TType.STRING, len(self.state.injected))
            for key, value in self.state.injected.items():
                self.inner.writeString(key)
                self.inner.writeString(value)
            self.inner.writeMapEnd()
            self.inner.writeFieldEnd()
        self.inner.writeFieldStop()

    def readMessageBegin(self):
        name, message_type, sequence = self.inner.readMessageBegin()
        self.state.read_depth = 0
        self.state.extracted = {}
        if self.has_headers:
            headers = {key.decode(): value.decode() for key, value in self.inner.get_headers().items()}
            self.state.extracted = {key: headers[key] for key in CONTEXT_KEYS if key in headers}
        self.state.request = name if message_type in REQUESTS else None
        return name, message_type, sequence

    def readStructBegin(self):
        self.state.read_depth += 1
        return self.inner.readStructBegin()

    def readStructEnd(self):
        self.inner.readStructEnd()
        self.state.read_depth -= 1

    def readFieldBegin(self):
        while True:
            name, field_type, field = self.inner.readFieldBegin()
            if not self.state.request or self.state.read_depth != 1 or (field, field_type) != (CONTEXT_FIELD, TType.MAP):
                return name, field_type, field
            _, _, count = self.inner.readMapBegin()
            self.state.extracted = {self.inner.readString(): self.inner.readString() for _ in range(count)}
            self.inner.readMapEnd()
            self.inner.readFieldEnd()

    def readMessageEnd(self):
        self.inner.readMessageEnd()
        if self.state.request:
            # One thread serves a connection: the handler's calls are below this span.
            current.context = start_span("Server", self.state.request, self.state.extracted)


class State:
    write_depth = read_depth = 0
    injected = request = None
    extracted = {}


class TracingProtocolFactory:
    def __init__(self, inner):
        self.inner = inner

    def getProtocol(self, trans):
        return TracingProtocol(self.inner.getProtocol(trans))
