using System.Diagnostics;
using Programs.Plain;
using Thriftscope.ApacheThrift;

ThriftInstrumentor.Instrument();

using ActivityListener listener = new()
{
    ShouldListenTo = source => source.Name == "Thriftscope",
    Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    ActivityStopped = span => Console.WriteLine($"{span.Kind} {span.DisplayName}"),
};
ActivitySource.AddActivityListener(listener);
Console.WriteLine($"sum {await Calls.AddAsync(1, 2)}");
