using System.Globalization;
using Thriftscope;

public sealed class Journal() : ThriftTracker(client: "till", server: "desk")
{
    private int _requests;

    public override string CreateRequestId() => string.Create(CultureInfo.InvariantCulture, $"order-{Interlocked.Increment(ref _requests)}");

    public override void InitHandshake(ThriftHandshake handshake) => handshake.AppId = "till";

    public override void Record(ThriftTrackedCall call, Exception? exception) =>
        Console.WriteLine($"{call.RequestId} {call.Seq} {call.Api}: {(call.Status ? "ok" : "failed")}, by {call.ResponseMeta.GetValueOrDefault("served-by")}");
}
