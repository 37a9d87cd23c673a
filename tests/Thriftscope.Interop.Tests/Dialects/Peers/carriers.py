"""The places in a Thrift message where a dialect keeps its context, each written from and read to a dict that JSON can hold."""

import struct

from wire import BOOL, I16, I64, LIST, MAP, STRING, STRUCT, Field, Items, Map, to_json

CONTEXT_FIELD, TRACING_FIELD = 8888, 3333

# Pinpoint's fields of the arguments struct.
PINPOINT = {
    -32768: ("trace_id", STRING),
    -32767: ("span_id", I64),
    -32766: ("parent_span_id", I64),
    -32765: ("sampled", BOOL),
    -32764: ("flags", I16),
    -32763: ("parent_application_name", STRING),
    -32762: ("parent_application_type", I16),
    -32761: ("host", STRING),
}

FINAGLE_TRACE_CONTEXT = "com.twitter.finagle.tracing.TraceContext"


def text_map(entries):
    return Map(STRING, STRING, [(k.encode(), v.encode()) for k, v in entries.items()])


def is_text_map(field):
    return field.type == MAP and (not field.value.pairs or (field.value.key_type, field.value.value_type) == (STRING, STRING))


def entries_of(value):
    return {k.decode(): v.decode() for k, v in value.pairs}


# The arguments struct.

def write_arguments(text, contexts):
    """The arguments {1: text}, and where a dialect wants it, {2: {1: "inner"}} with a map in the inner struct."""
    fields = [] if text is None else [Field(1, STRING, text.encode())]
    inner = [Field(number, MAP, text_map(contexts[f"field_{number}_nested"])) for number in (TRACING_FIELD, CONTEXT_FIELD) if f"field_{number}_nested" in contexts]
    if inner:
        fields.append(Field(2, STRUCT, [Field(1, STRING, b"inner"), *inner]))
    pinpoint = contexts.get("pinpoint", {})
    for number, (name, ttype) in PINPOINT.items():
        if name in pinpoint:
            value = pinpoint[name]
            fields.append(Field(number, ttype, value.encode() if ttype == STRING else value))
    for key in (f"field_{TRACING_FIELD}", f"field_{CONTEXT_FIELD}", f"field_{CONTEXT_FIELD}_again"):
        if key in contexts:
            fields.append(Field(int(key.split("_")[1]), MAP, text_map(contexts[key])))
    return fields


def read_arguments(fields):
    """The text, the contexts, and the fields that are neither."""
    text, contexts, unknown = None, {}, []
    for field in fields:
        if field.id == 1 and field.type == STRING and text is None:
            text = field.value.decode()
        elif field.id in PINPOINT and field.type == PINPOINT[field.id][1]:
            contexts.setdefault("pinpoint", {})[PINPOINT[field.id][0]] = to_json(field.type, field.value)
        elif not _read_map(field, contexts, ""):
            unknown.append({"id": field.id, "type": field.type, "value": to_json(field.type, field.value)})
            _read_nested(field.type, field.value, contexts)
    return text, contexts, unknown


def _read_map(field, contexts, suffix):
    if field.id not in (CONTEXT_FIELD, TRACING_FIELD) or not is_text_map(field):
        return False
    key = f"field_{field.id}{suffix}"
    contexts[f"{key}_again" if key in contexts else key] = entries_of(field.value)
    return True


def _read_nested(ttype, value, contexts):
    if ttype == STRUCT:
        for field in value:
            if not _read_map(field, contexts, "_nested"):
                _read_nested(field.type, field.value, contexts)
    elif ttype == MAP:
        for key, item in value.pairs:
            _read_nested(value.key_type, key, contexts)
            _read_nested(value.value_type, item, contexts)
    elif ttype in (LIST, 14):
        for item in value.values:
            _read_nested(value.type, item, contexts)


# The structs in front of a message.

def write_thriftpy_header(context):
    fields = [Field(number, STRING, context[key].encode()) for number, key in ((1, "request_id"), (2, "seq")) if key in context]
    return fields + ([Field(3, MAP, text_map(context["meta"]))] if "meta" in context else [])


def read_thriftpy_header(fields):
    names = {1: "request_id", 2: "seq", 3: "meta"}
    return {names[f.id]: entries_of(f.value) if f.type == MAP else f.value.decode() for f in fields if f.id in names}


def write_meta(context):
    return [Field(1, MAP, text_map(context))]


def read_meta(fields):
    return next((entries_of(f.value) for f in fields if f.id == 1 and is_text_map(f)), {})


def write_finagle_header(context):
    fields = [Field(number, I64, _signed(context[key])) for number, key in ((1, "trace_id"), (2, "span_id"), (3, "parent_id")) if key in context]
    if "sampled" in context:
        fields.append(Field(5, BOOL, context["sampled"]))
    if "client_id" in context:
        fields.append(Field(6, STRUCT, [Field(1, STRING, context["client_id"].encode())]))
    if "flags" in context:
        fields.append(Field(7, I64, context["flags"]))
    if pairs := _context_pairs(context):
        fields.append(Field(8, LIST, _pairs(pairs)))
    if "dest" in context:
        fields.append(Field(9, STRING, context["dest"].encode()))
    if "delegations" in context:
        fields.append(Field(10, LIST, _pairs([(source.encode(), target.encode()) for source, target in context["delegations"]])))
    if "trace_id_high" in context:
        fields.append(Field(11, I64, _signed(context["trace_id_high"])))
    return fields


def read_finagle_header(fields):
    context = {}
    for f in fields:
        if (f.id, f.type) in ((1, I64), (2, I64), (3, I64), (11, I64)):
            context[{1: "trace_id", 2: "span_id", 3: "parent_id", 11: "trace_id_high"}[f.id]] = f"{f.value % (1 << 64):016x}"
        elif f.id in (5, 7):
            context["sampled" if f.id == 5 else "flags"] = f.value
        elif f.id == 6:
            context["client_id"] = next((inner.value.decode() for inner in f.value if inner.id == 1), None)
        elif f.id == 8:
            context |= read_finagle_contexts(f.value)
        elif f.id == 9:
            context["dest"] = f.value.decode()
        elif f.id == 10:
            context["delegations"] = [[a.decode(), b.decode()] for a, b in _unpairs(f.value)]
    return context


def write_finagle_response(context):
    pairs = _context_pairs(context)
    return [Field(2, LIST, _pairs(pairs))] if pairs else []


def read_finagle_response(fields):
    return next((read_finagle_contexts(f.value) for f in fields if f.id == 2 and f.type == LIST), {})


def read_finagle_contexts(items):
    pairs = [(key.decode(), value) for key, value in _unpairs(items)]
    context = {"contexts": {key: value.hex() for key, value in pairs}}
    for key, value in pairs:
        if key == FINAGLE_TRACE_CONTEXT and len(value) in (32, 40):
            numbers = struct.unpack(f"!{len(value) // 8}Q", value)
            high = f"{numbers[4]:016x}" if len(numbers) == 5 else ""
            context["trace_context"] = {"trace_id": f"{high}{numbers[2]:016x}", "span_id": f"{numbers[0]:016x}", "parent_id": f"{numbers[1]:016x}", "flags": numbers[3]}
    return context


def _context_pairs(context):
    pairs = [(key.encode(), bytes.fromhex(value)) for key, value in context.get("contexts", {}).items()]
    if (ids := context.get("trace_context")) and FINAGLE_TRACE_CONTEXT not in context.get("contexts", {}):
        trace = ids["trace_id"]
        value = bytes.fromhex(ids["span_id"] + ids["parent_id"] + trace[-16:]) + struct.pack("!Q", ids["flags"])
        pairs.append((FINAGLE_TRACE_CONTEXT.encode(), value + bytes.fromhex(trace[:-16])))
    return pairs


def _pairs(pairs):
    return Items(STRUCT, [[Field(1, STRING, first), Field(2, STRING, second)] for first, second in pairs])


def _unpairs(items):
    for fields in items.values:
        values = {f.id: f.value for f in fields}
        yield values.get(1, b""), values.get(2, b"")


def _signed(digits):
    return struct.unpack("!q", bytes.fromhex(digits))[0]
