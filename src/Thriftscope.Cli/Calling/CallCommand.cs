using System.CommandLine;
using System.Diagnostics;

namespace Thriftscope.Cli.Calling;

/// <summary><c>thriftscope call</c>: one call of any service, from the shell.</summary>
internal static class CallCommand
{
    public static Command Create()
    {
        Argument<string> endpoint = new("ENDPOINT") { Description = "Where the service is: tcp://host:port, tls://host:port, unix:///path, unix:@name, pipe://./name, http://host:port/path or https://host:port/path. Behind a question mark may stand protocol=binary|compact|json|thriftpy-json, transport=unframed|framed|header|ttheader, strict=false and compression=zlib, with & between them; tcp://a:9090,b:9090 is two endpoints." };
        Argument<string> method = new("METHOD") { Description = "What is called: Service.method." };
        Argument<string?> arguments = new("ARGS")
        {
            Description = "The arguments as JSON: an object by names or an array in the IDL's order; - reads standard input.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<FileInfo> idl = new("--idl") { Description = "The .thrift file.", HelpName = "FILE", Required = true };
        Option<string[]> include = new("--include", "-I") { Description = "A directory in which includes are searched; may be repeated.", HelpName = "DIR" };
        Option<double> timeout = new("--timeout") { Description = "How long the call may take, in seconds.", HelpName = "SECONDS", DefaultValueFactory = _ => 30 };
        Option<string?> multiplexed = new("--multiplexed") { Description = "The service's name on a server that serves several on one port.", HelpName = "NAME" };
        Option<string[]> header = new("--header", "-H") { Description = "A header of the call; may be repeated.", HelpName = "NAME=VALUE" };
        Option<string?> user = new("--user") { Description = $"Log in by SASL PLAIN, with the password in the variable {CallCredentials.PasswordVariable}.", HelpName = "NAME" };
        Option<FileInfo?> authority = new("--ca") { Description = "Authorities to trust, for tls:// and https://, instead of the system's: certificates in PEM.", HelpName = "FILE" };
        Option<FileInfo?> certificate = new("--cert") { Description = "The client's certificate and its key, in PEM.", HelpName = "FILE" };
        Option<string?> traceParent = new("--traceparent") { Description = "The W3C trace context to continue: 00-<trace id>-<span id>-<flags>.", HelpName = "VALUE" };
        Option<string?> context = new("--context") { Description = "How the trace context is sent; without it, as the endpoint can carry it.", HelpName = ContextNames.All };
        Option<bool> dump = new("--dump") { Description = "Print what is sent and received, byte for byte; within TLS, but around compression." };
        Option<bool> verbose = new("--verbose", "-v") { Description = "Print the span of the call and its phases." };

        timeout.Require(seconds => seconds is > 0 and < 1e6, "--timeout needs a number of seconds above 0 and below 1000000.");
        header.Require(all => all.All(text => text.IndexOf('=', StringComparison.Ordinal) > 0), "--header needs a name and a value: NAME=VALUE.");
        context.Require(name => name is null || ContextNames.Has(name), $"--context needs one of {ContextNames.All}.");
        traceParent.Require(
            text => ActivityContext.TryParse(text, null, out _),
            "--traceparent needs a W3C traceparent: 00-<32 hex digits>-<16 hex digits>-<2 hex digits>.");
        // JSON begins with no dash but that of a number.
        arguments.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { Length: > 1 } text && text[0] == '-' && !char.IsAsciiDigit(text[1]))
                result.AddError($"There is no option {text}.");
        });

        Command command = new("call", "Call a method of a service, and print its result as JSON.")
        {
            endpoint, method, arguments, idl, include, timeout, multiplexed, header, user, authority, certificate, traceParent, context, verbose, dump,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            CallRequest request = new(
                parsed.GetRequiredValue(endpoint),
                parsed.GetRequiredValue(method),
                parsed.GetValue(arguments),
                parsed.GetRequiredValue(idl).FullName,
                parsed.GetValue(include) ?? [],
                TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                parsed.GetValue(multiplexed),
                [.. (parsed.GetValue(header) ?? []).Select(text => text.Split('=', 2)).Select(parts => KeyValuePair.Create(parts[0], parts[1]))],
                new CallCredentials(parsed.GetValue(user), parsed.GetValue(authority)?.FullName, parsed.GetValue(certificate)?.FullName),
                parsed.GetValue(traceParent) is { } text ? ActivityContext.Parse(text, null) : default,
                parsed.GetValue(context),
                parsed.GetValue(verbose),
                parsed.GetValue(dump));
            return new CallRunner(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error).RunAsync(request, cancellationToken);
        });
        return command;
    }
}

/// <summary>What <c>thriftscope call</c> was asked to do.</summary>
internal sealed record CallRequest(
    string Endpoint,
    string Method,
    string? Arguments,
    string IdlFile,
    IReadOnlyList<string> IncludeDirectories,
    TimeSpan Timeout,
    string? MultiplexedName,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    CallCredentials Credentials,
    ActivityContext Parent,
    string? ContextName,
    bool Verbose,
    bool Dump);
