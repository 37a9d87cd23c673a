using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Thriftscope.Schema;
using Thriftscope.Telemetry;

namespace Thriftscope.Cli.Calling;

/// <summary>Runs one call. The result goes to standard output, everything else to standard error.</summary>
internal sealed class CallRunner(TextWriter output, TextWriter error)
{
    private static readonly JsonWriterOptions Format = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<int> RunAsync(CallRequest request, CancellationToken cancellationToken)
    {
        ThriftModule module = ThriftModule.Load(request.IdlFile, request.IncludeDirectories);
        foreach (Idl.IdlDiagnostic warning in module.Diagnostics)
            await error.WriteLineAsync(warning.ToString());
        (ThriftService service, MethodSchema method) = Find(module, request.Method);
        ThriftStruct arguments = await ReadArgumentsAsync(method, request.Arguments, cancellationToken);

        using ActivityListener listener = Listen(request.Verbose);
        ThriftClientOptions options = new() { CallTimeout = request.Timeout, ConnectTimeout = request.Timeout, MultiplexedName = request.MultiplexedName, Context = ContextNames.OptionsOf(request.ContextName) };
        if (request.Dump)
            options.Tap = stream => new DumpStream(stream, error);
        request.Credentials.ApplyTo(options);
        IReadOnlyList<ThriftEndpoint> endpoints = ThriftEndpoint.ParseList(request.Endpoint);
        ThriftCallOptions? callOptions = OptionsOf(request, endpoints[0]);
        ServiceClient client = service.CreateClient(endpoints, options);
        await using (client)
        {
            try
            {
                object? result = await client.InvokeAsync(method, arguments, callOptions, cancellationToken, request.Parent);
                await PrintAsync(json => WriteResult(json, method, result));
                return ExitCodes.Ok;
            }
            catch (ThriftDeclaredException e)
            {
                await PrintAsync(json => WriteException(json, e));
                await error.WriteLineAsync($"{request.Method} answered with the declared exception {e.Name}.");
                return ExitCodes.DeclaredException;
            }
            catch (ThriftApplicationException e)
            {
                await error.WriteLineAsync($"{request.Method} failed with {e.Error}: {e.Message}");
                return ExitCodes.ApplicationException;
            }
        }
    }

    private static (ThriftService Service, MethodSchema Method) Find(ThriftModule module, string name)
    {
        int dot = name.LastIndexOf('.');
        if (dot < 0)
            throw new ArgumentException($"\"{name}\" names no method: write Service.method. {module.Name}.thrift has {string.Join(", ", module.ServiceNames)}.");
        ThriftService service = module.Service(name[..dot]);
        return (service, service.Schema.FindMethod(name[(dot + 1)..])
            ?? throw new ArgumentException($"{service.Name} has no method \"{name[(dot + 1)..]}\"; it has:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", service.Schema.Methods)}"));
    }

    private static ThriftCallOptions? OptionsOf(CallRequest request, ThriftEndpoint endpoint)
    {
        if (request.Credentials.User is not null && endpoint.Transport == ThriftTransport.Http)
            throw new ArgumentException("--user is for log-ins by SASL, which HTTP does not have: write --header \"Authorization=…\".");
        if (request.Headers.Count == 0)
            return null;
        if (endpoint.Transport is ThriftTransport.Unframed or ThriftTransport.Framed)
            throw new ArgumentException("This transport carries no headers: ?transport=header, ?transport=ttheader and HTTP do.");
        ThriftCallOptions options = new();
        foreach ((string name, string value) in request.Headers)
            options.Headers[name] = value;
        return options;
    }

    private static async Task<ThriftStruct> ReadArgumentsAsync(MethodSchema method, string? text, CancellationToken cancellationToken)
    {
        if (text == "-")
            text = await Console.In.ReadToEndAsync(cancellationToken);
        if (string.IsNullOrWhiteSpace(text))
            return new ThriftStruct(method.Arguments);
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            return JsonValues.ReadStruct(method.Arguments, json.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException($"The arguments are no JSON: {e.Message}", e);
        }
        catch (ThriftValueException e) when (e.Within(method.Name))
        {
            throw;
        }
    }

    private static void WriteResult(Utf8JsonWriter json, MethodSchema method, object? result)
    {
        if (result is null)
            json.WriteNullValue();
        else
            JsonValues.Write(json, method.ReturnType!, result);
    }

    private static void WriteException(Utf8JsonWriter json, ThriftDeclaredException exception)
    {
        json.WriteStartObject();
        json.WritePropertyName(exception.Name);
        JsonValues.Write(json, exception.Value.Schema, exception.Value);
        json.WriteEndObject();
    }

    private async Task PrintAsync(Action<Utf8JsonWriter> write)
    {
        using MemoryStream bytes = new();
        await using (Utf8JsonWriter json = new(bytes, Format))
            write(json);
        await output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }

    // The call is always sampled, so that the server's trace begins here; printed it is only on request.
    private ActivityListener Listen(bool verbose)
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == ThriftInstrumentation.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (!verbose)
                    return;
                // Spans may end at the same time.
                lock (error)
                    SpanPrinter.Print(error, activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
