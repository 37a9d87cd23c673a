"""The trace that a context names: trace id (32 digits), span id (16 digits), whether it is sampled, as each format spells them."""

import re


def ids_of(contexts):
    """[{"dialect", "format", "trace_id", "span_id", "sampled"}], one for each context that names a trace, in no order of trust."""
    found = []
    for dialect, context in contexts.items():
        if dialect.startswith("field_") or dialect == "http":
            found += [{"dialect": dialect} | ids for ids in _of_text_map(context)]
        elif dialect == "theader":
            found += [{"dialect": dialect} | ids for ids in _of_text_map(context["persistent"] | context["headers"], reads_reddit=True)]
        elif dialect == "ttheader":
            prefix = "RPC_TRANSIT_"
            found += [{"dialect": dialect} | ids for ids in _of_text_map({k[len(prefix):]: v for k, v in context["headers"].items() if k.startswith(prefix)})]
        elif dialect == "thriftpy":
            found += [{"dialect": dialect} | ids for ids in _of_text_map(context.get("meta", {}))]
        elif dialect == "finagle" and (ids := _of_finagle(context)):
            found.append({"dialect": dialect} | ids)
    return found


def _ids(name, trace, span, sampled):
    return {"format": name, "trace_id": trace.rjust(32, "0"), "span_id": span.rjust(16, "0"), "sampled": sampled}


def _of_text_map(entries, reads_reddit=False):
    entries = {k.lower(): v for k, v in entries.items()}
    found = []
    if match := re.fullmatch(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2}).*", entries.get("traceparent", "")):
        found.append(_ids("w3c", match[1], match[2], bool(int(match[3], 16) & 1)))
    if match := re.fullmatch(r"([0-9a-f]{1,32}):([0-9a-f]{1,16}):[0-9a-f]{1,16}:([0-9a-f]{1,2})", entries.get("uber-trace-id", "").replace("%3A", ":")):
        found.append(_ids("jaeger", match[1], match[2], bool(int(match[3], 16) & 1)))
    if match := re.fullmatch(r"([0-9a-f]{16,32})-([0-9a-f]{16})(?:-([01d]).*)?", entries.get("b3", "")):
        found.append(_ids("b3", match[1], match[2], match[3] in ("1", "d") if match[3] else None))
    if "x-b3-traceid" in entries and "x-b3-spanid" in entries:
        sampled = {"1": True, "true": True, "0": False, "false": False}.get(entries.get("x-b3-sampled"))
        found.append(_ids("b3-multi", entries["x-b3-traceid"], entries["x-b3-spanid"], True if entries.get("x-b3-flags") == "1" else sampled))
    if reads_reddit and entries.get("trace", "").isdigit() and entries.get("span", "").isdigit():
        sampled = {"1": True, "0": False}.get(entries.get("sampled"))
        found.append(_ids("reddit", f"{int(entries['trace']):x}", f"{int(entries['span']):x}", sampled))
    return found


def _of_finagle(context):
    # The context has all 128 bits, the header's fields only where field 11 has the upper half.
    if ids := context.get("trace_context"):
        flags = ids["flags"]
        # Flags: 1 debug, 2 the sampling decision is known, 4 sampled.
        return _ids("finagle", ids["trace_id"], ids["span_id"], True if flags & 5 else False if flags & 2 else context.get("sampled"))
    if "trace_id" in context and "span_id" in context:
        return _ids("finagle", context.get("trace_id_high", "") + context["trace_id"], context["span_id"], context.get("sampled"))
    return None
