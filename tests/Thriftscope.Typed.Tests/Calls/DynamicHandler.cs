using System.Collections.Concurrent;
using Thriftscope.Schema;

namespace Thriftscope.Typed.Tests.Calls;

/// <summary>The same service, dynamic.</summary>
/// <param name="module">Where its exceptions come from.</param>
/// <param name="behind">A typed service behind this one.</param>
internal sealed class DynamicHandler(ThriftModule module, Idl.IEverything? behind = null)
{
    private readonly ConcurrentQueue<string> _notes = new();

    public object EchoBool(object value) => value;

    public object EchoI8(object value) => value;

    public object EchoI16(object value) => value;

    public async Task<object> EchoI32(object value)
    {
        await Task.Yield();
        return value;
    }

    public object EchoI64(object value) => value;

    public object EchoDouble(object value) => value;

    public object EchoString(object value) => value;

    public object EchoBinary(object value) => value;

    public object EchoUuid(object value) => value;

    public object EchoColor(object value) => value;

    public object EchoPlain(object value) => value;

    public object EchoAny(object value) => value;

    public object EchoList(object value) => value;

    public object EchoSet(object value) => value;

    public object EchoMap(object value) => value;

    public object EchoTree(object value) => value;

    public object EchoPlace(object value) => value;

    public string Weave(string last, string first, int? number, bool flag) =>
        $"{first}/{number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}/{flag}/{last}";

    public void Ping()
    {
    }

    public void Note(string text) => _notes.Enqueue(text);

    public string Noted() => string.Join(", ", _notes);

    public async Task<string> Fail(string how)
    {
        await Check(how);
        return how == "refused" ? throw New("Refused", new { reason = "no", cause = Problem }) : how;
    }

    public async Task Check(string how)
    {
        switch (how)
        {
            case "problem":
                throw New("Problem", Problem);
            case "bare":
                throw New("Problem", new { message = "bare", code = 0, details = Array.Empty<string>(), value = "" });
            case "undeclared":
                throw New("Undeclared", new { message = "of another method" });
            case "broken":
                throw new InvalidOperationException("on purpose");
            case "dynamic":
                await behind!.FailAsync("problem");
                break;
        }
    }

    public Task Wait(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    public string? Nothing() => null;

    public ThriftStruct? NothingPlain() => null;

    public string Header(ThriftCallContext context, string name)
    {
        string value = context.RequestHeaders.GetValueOrDefault(name) ?? "";
        context.ResponseHeaders.Add(name, value);
        return value;
    }

    public string WhoAreYou() => "dynamic";

    public object Move(ThriftStruct from, int by) =>
        by == 0 ? throw New("Lost", new { where = "nowhere", last = from }) : new { x = from.Get<int>("x") + by, y = from["y"] };

    public int More(int value) => value + 1;

    private static object Problem => new { message = "why", code = 7, color = "GREEN", details = new[] { "a", "b" }, point = new { x = 1, y = 2 }, value = "" };

    private ThriftDeclaredException New(string name, object fields)
    {
        StructSchema schema = name == "Lost" ? (StructSchema)module.Service("Everything").Schema.FindMethod("move")!.Exceptions.Single().Type : module.Struct(name);
        return new ThriftDeclaredException(schema.CoerceValue(fields));
    }
}
