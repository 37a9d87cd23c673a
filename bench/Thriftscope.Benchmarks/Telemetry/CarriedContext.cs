using System.Buffers;
using System.Diagnostics;
using Thriftscope.Benchmarks.Measuring;
using Thriftscope.Schema;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope.Benchmarks.Telemetry;

/// <summary>The arguments of a call, encoded and decoded, with and without a trace context in field 8888.</summary>
internal sealed class CarriedContext
{
    private readonly StructSchema _schema = Workloads.Module.Service("PingPong").Schema.FindMethod("ping")!.Arguments;
    private readonly ThriftStruct _arguments;
    private readonly MessageBuffer _buffer = new();
    private readonly ThriftContextOptions _options = new();
    private readonly CallInstruments _instruments = new("carried context");
    private readonly Activity _activity = new("carried context");

    public CarriedContext()
    {
        _arguments = new ThriftStruct(_schema);
        _ = _activity.SetIdFormat(ActivityIdFormat.W3C).Start();
        Activity.Current = null;
    }

    public void With()
    {
        ContextCarrier sent = ContextCarrier.ForThisThread();
        ContextPropagator.Current.Inject(_activity, sent);
        ContextLimit.Fit(sent, _options, ThriftContextDialects.TrailingField.Name, _instruments.Dropped);
        Write(sent);
        InboundContexts received = new();
        Read(received);
        _ = ContextSelection.Among(received, _options, _instruments);
    }

    public void Without()
    {
        Write(null);
        Read(new InboundContexts());
    }

    private void Write(ContextCarrier? context)
    {
        _buffer.Truncate(0);
        ThriftBinaryWriter writer = new(_buffer);
        _schema.Write(ref writer, _arguments, context);
        writer.Flush();
    }

    private void Read(InboundContexts contexts)
    {
        ThriftBinaryReader reader = new(new ReadOnlySequence<byte>(_buffer.Written));
        _ = _schema.Read(ref reader, contexts);
    }
}
