using System.Diagnostics;
using Thriftscope.Telemetry;

namespace Thriftscope.Benchmarks.Telemetry;

/// <summary>A call as our client and our server drive its telemetry.</summary>
internal sealed class ObservedCall
{
    private readonly CallInstrumentation _instrumentation;
    private readonly MethodTelemetryCache _clientMethods = new(ActivityKind.Client, "binary", "framed", "127.0.0.1", 9090);
    private readonly MethodTelemetryCache _serverMethods = new(ActivityKind.Server, "binary", "framed", "127.0.0.1", 9090);

    public ObservedCall(string name, Listening listening)
    {
        _instrumentation = new CallInstrumentation(new CallInstruments(name, name, name + ", phases"));
        listening.Start(name, name);
    }

    public void Run() => Run(BareCall.Ping);

    public void Run(string name)
    {
        MethodTelemetry method = _clientMethods.Get(_instrumentation, "PingPong", name, isOneway: false);
        ClientCall? call = ClientCall.Start(_instrumentation, method);
        if (call is not null)
        {
            call.RequestSize = BareCall.RequestSize;
            call.Enter(CallPhase.Send);
            call.Enter(CallPhase.Wait);
        }

        Serve(name, call?.Activity?.Context ?? default);
        if (call is null)
            return;
        call.Enter(CallPhase.Receive);
        call.Enter(CallPhase.Deserialize);
        call.ResponseSize = BareCall.ResponseSize;
        call.Complete(CallOutcome.Ok);
    }

    private void Serve(string name, ActivityContext parent)
    {
        // These four moments the connection notes, whoever listens.
        long now = Stopwatch.GetTimestamp();
        RequestTimes times = new(now - 300, now - 200, now - 100, now);
        MethodTelemetry method = _serverMethods.Get(_instrumentation, "PingPong", name, isOneway: false);
        ServerCall? call = ServerCall.Start(_instrumentation, method, times, parent);
        if (call is null)
            return;
        _instrumentation.RecordWait(method, times);
        call.RequestSize = BareCall.RequestSize;
        call.SetPeer("127.0.0.1", 54321);
        call.Enter(CallPhase.Handle);
        call.Enter(CallPhase.Serialize);
        call.ResponseSize = BareCall.ResponseSize;
        call.Enter(CallPhase.Send);
        call.Complete(CallOutcome.Ok);
    }
}
