using System.Diagnostics;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thriftscope.ApacheThrift.Tests.Rigs;
using Thriftscope.ApacheThrift.Tests.Support;
using Pascal = Thriftscope.ApacheThrift.Tests.Calculation.Pascal;
using Plain = Thriftscope.ApacheThrift.Tests.Calculation.Plain;
using Postfix = Thriftscope.ApacheThrift.Tests.Calculation.Postfix;
using Unions = Thriftscope.ApacheThrift.Tests.Calculation.Union;

namespace Thriftscope.ApacheThrift.Tests;

/// <summary>Whatever the compiler's options make of the names, telemetry has those of the IDL.</summary>
public class GeneratorOptionTests
{
    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public Task Code_for_older_frameworks_keeps_its_names(ProtocolKind protocol) => CheckAsync(
        protocol,
        exceptions => new Plain.Calculator.AsyncProcessor(Handlers.Make<Plain.Calculator.IAsync>(exceptions)),
        p => new Plain.Calculator.Client(p),
        c => c.ping(),
        c => c.divide(1, 0),
        c => c.notify(""),
        new Plain.Overdrawn(1),
        new Plain.not_found { Key = "a" });

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public Task Code_in_Pascal_case_keeps_the_IDLs_names(ProtocolKind protocol) => CheckAsync(
        protocol,
        exceptions => new Pascal.Calculator.AsyncProcessor(Handlers.Make<Pascal.Calculator.IAsync>(exceptions)),
        p => new Pascal.Calculator.Client(p),
        c => c.ping(),
        c => c.divide(1, 0),
        c => c.notify(""),
        new Pascal.Overdrawn(1),
        new Pascal.not_found { Key = "a" });

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public Task Code_with_a_postfix_keeps_the_IDLs_names(ProtocolKind protocol) => CheckAsync(
        protocol,
        exceptions => new Postfix.Calculator.AsyncProcessor(Handlers.Make<Postfix.Calculator.IAsync>(exceptions)),
        p => new Postfix.Calculator.Client(p),
        c => c.pingAsync(),
        c => c.divideAsync(1, 0),
        c => c.notifyAsync(""),
        new Postfix.Overdrawn(1),
        new Postfix.not_found { Key = "a" });

    [Theory]
    [MemberData(nameof(Wire.Protocols), MemberType = typeof(Wire))]
    public Task Code_with_union_classes_keeps_its_names(ProtocolKind protocol) => CheckAsync(
        protocol,
        exceptions => new Unions.Calculator.AsyncProcessor(Handlers.Make<Unions.Calculator.IAsync>(exceptions)),
        p => new Unions.Calculator.Client(p),
        c => c.ping(),
        c => c.divide(1, 0),
        c => c.notify(""),
        new Unions.Overdrawn(1),
        new Unions.not_found { Key = "a" });

    private static async Task CheckAsync<TClient>(
        ProtocolKind protocol,
        Func<Queue<Exception>, ITAsyncProcessor> processor,
        Func<TProtocol, TClient> client,
        Func<TClient, Task<string>> ping,
        Func<TClient, Task> divide,
        Func<TClient, Task> notify,
        params Exception[] exceptions)
        where TClient : TBaseClient
    {
        using Recording recording = new();
        await using Rig rig = new(new Cell(Protocol: protocol), processor(new Queue<Exception>(exceptions)));
        recording.Instrumentor.Instrument(rig.Server);
        _ = rig.Start();
        TClient caller = client(rig.NewProtocol());
        recording.Instrumentor.Instrument(caller);
        await caller.OpenTransportAsync().InTime();

        _ = await ping(caller).InTime();
        foreach (Exception exception in exceptions)
            (await Should.ThrowAsync<Exception>(divide(caller).InTime())).ShouldBeOfType(exception.GetType());
        await notify(caller).InTime();

        foreach (ActivityKind kind in (ActivityKind[])[ActivityKind.Client, ActivityKind.Server])
        {
            IReadOnlyList<Activity> spans = await recording.SpansAsync(kind, 4);
            spans.Select(s => s.DisplayName).ShouldBe(["Calculator/ping", "Calculator/divide", "Calculator/divide", "Calculator/notify"]);
            spans.Select(s => s.Tag("rpc.status_code")).ShouldBe(["OK", "Overdrawn", "not_found", "OK"]);
            spans.Select(s => s.Tag("thrift.message.type")).ShouldBe(["call", "call", "call", "oneway"]);
        }

        caller.Dispose();
    }
}
