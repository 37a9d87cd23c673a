"""The trailing context field 8888, written and read by hand over Apache's protocol classes, as instrumented peers do."""

from thrift.Thrift import TMessageType, TType

CONTEXT_FIELD = 8888


def call(protocol, context):
    """Calls echoString with a context of the given keys and values behind the argument."""
    protocol.writeMessageBegin("echoString", TMessageType.CALL, 1)
    protocol.writeStructBegin("args")
    protocol.writeFieldBegin("value", TType.STRING, 1)
    protocol.writeString("with context")
    protocol.writeFieldEnd()
    protocol.writeFieldBegin(None, TType.MAP, CONTEXT_FIELD)
    protocol.writeMapBegin(TType.STRING, TType.STRING, len(context))
    for key, value in context.items():
        protocol.writeString(key)
        protocol.writeString(value)
    protocol.writeMapEnd()
    protocol.writeFieldEnd()
    protocol.writeFieldStop()
    protocol.writeStructEnd()
    protocol.writeMessageEnd()
    protocol.trans.flush()

    protocol.readMessageBegin()
    protocol.readStructBegin()
    protocol.readFieldBegin()
    result = protocol.readString()
    protocol.readFieldEnd()
    protocol.readFieldBegin()
    protocol.readStructEnd()
    protocol.readMessageEnd()
    return result


class Reader:
    """Answers any call that returns a string with the traceparent of its request."""

    def process(self, iprot, oprot):
        name, _, sequence = iprot.readMessageBegin()
        context = self.context_of(iprot)
        iprot.readMessageEnd()

        oprot.writeMessageBegin(name, TMessageType.REPLY, sequence)
        oprot.writeStructBegin("result")
        oprot.writeFieldBegin("success", TType.STRING, 0)
        oprot.writeString(context.get("traceparent", "none"))
        oprot.writeFieldEnd()
        oprot.writeFieldStop()
        oprot.writeStructEnd()
        oprot.writeMessageEnd()
        oprot.trans.flush()

    @staticmethod
    def context_of(protocol):
        context = {}
        protocol.readStructBegin()
        while True:
            _, ttype, field = protocol.readFieldBegin()
            if ttype == TType.STOP:
                break
            if (field, ttype) == (CONTEXT_FIELD, TType.MAP):
                _, _, count = protocol.readMapBegin()
                context = {protocol.readString(): protocol.readString() for _ in range(count)}
                protocol.readMapEnd()
            else:
                protocol.skip(ttype)
            protocol.readFieldEnd()
        protocol.readStructEnd()
        return context
