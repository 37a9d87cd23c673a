using System.Diagnostics;
using Programs.Plain;
using Thriftscope.ApacheThrift;

using ActivityListener listener = new()
{
    ShouldListenTo = source => source.Name is "Thriftscope" or "Other",
    Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    ActivityStopped = span => Console.WriteLine($"{span.Source.Name}: {span.Kind} {span.DisplayName}"),
};
ActivitySource.AddActivityListener(listener);

if (args is ["switch"])
{
    // One client, from before anything was switched on. Its connection was open then, so its server's side is left out by this processor.
    using Calls early = await Calls.StartAsync();
    Console.WriteLine($"not yet {await early.AgainAsync(1, 2)}");
    ThriftInstrumentor.Instrument();
    ThriftInstrumentor.Instrument();
    Console.WriteLine($"switched on {await early.AgainAsync(3, 4)}");
    using ThriftInstrumentor other = new(sourceName: "Other");
    other.Instrument();
    Console.WriteLine($"switched over {await early.AgainAsync(5, 6)}");
    other.Uninstrument();
    Console.WriteLine($"switched off {await early.AgainAsync(7, 8)}");
    Console.WriteLine($"a later one {await Calls.AddAsync(9, 10)}");
    return;
}

ThriftInstrumentor.Instrument();
Console.WriteLine($"sum {await Calls.AddAsync(1, 2)}");
