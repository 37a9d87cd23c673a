using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator.Emitting;

/// <summary>A service: the interface that clients call and handlers implement, the client, and what both need to know of its methods.</summary>
internal sealed class ServiceEmitter
{
    private readonly CodeWriter _code;
    private readonly IdlService _service;
    private readonly CSharpNames _names;
    private readonly ServiceNames _own;
    private readonly MessageEmitter _messages;

    private ServiceEmitter(CodeWriter code, IdlService service, CSharpNames names)
    {
        _code = code;
        _service = service;
        _names = names;
        _own = names.Own[service];
        _messages = new MessageEmitter(code, names);
    }

    private KnownTypes Known => _names.Known;

    public static void Emit(CodeWriter code, IdlService service, CSharpNames names)
    {
        ServiceEmitter emitter = new(code, service, names);
        emitter.Interface();
        code.Line();
        emitter.Client();
        code.Line();
        emitter.Methods();
    }

    private void Interface()
    {
        Documentation.Write(_code, _service.Documentation, $"The service {_service.Name} of {_service.Document.Name}.thrift.", _service.Annotations, _names);
        string extended = _service.Base is null ? "" : $"{_names.InterfaceOf(_service.Base)}, ";
        _code.Block($"public partial interface {_own.Interface} : {extended}IThriftService<{_own.Interface}>", () =>
        {
            _code.Line($"static ThriftServiceDefinition<{_own.Interface}> IThriftService<{_own.Interface}>.Definition => {_own.Methods}.Definition;");
            foreach (IdlFunction function in _service.Functions)
            {
                _code.Line();
                Documentation.Summary(_code, function.Documentation ?? $"Calls {function.Name}{(function.IsOneway ? ", which has no answer: it ends when the call has been sent" : "")}.");
                Parameters(function, _own[function]);
                foreach (IdlField exception in function.Throws)
                    _code.Line($"/// <exception cref=\"{_names.FullNameOf((IdlStruct)exception.Type.Resolved)}\">{Documentation.OneLine(exception.Documentation ?? $"As the IDL's {exception.Name}.")}</exception>");
                Documentation.Attributes(_code, function.Annotations, _names);
                _code.Line($"{Signature(function, _own[function])};");
            }
        });
    }

    // The compiler wants all of them or none.
    private void Parameters(IdlFunction function, FunctionNames named)
    {
        if (function.Arguments.All(a => a.Documentation is null))
            return;
        foreach (IdlField argument in function.Arguments)
            _code.Line($"/// <param name=\"{named.ParameterOf(argument).TrimStart('@')}\">{Documentation.OneLine(argument.Documentation ?? $"The IDL's {argument.Name}.")}</param>");
        _code.Line("/// <param name=\"cancellationToken\">Gives the call up.</param>");
    }

    private void Client()
    {
        string client = _own.Client;
        string parent = _service.Base is null ? Known["ThriftClient"] : _names.ClientOf(_service.Base);
        _code.Line($"/// <summary>Calls {_service.Name}. Many callers may use one client at the same time.</summary>");
        _code.Block($"public partial class {client} : {parent}, {_own.Interface}", () =>
        {
            _code.Lines(
                $"/// <inheritdoc cref=\"{Known["ThriftClientSetup"]}(string, {Known["ThriftClientOptions"]})\"/>",
                $"public {client}(string endpoint, {Known["ThriftClientOptions"]}? options = null)");
            _code.Indented(() => _code.Line($": this(new {Known["ThriftClientSetup"]}(endpoint, options))"));
            _code.Block(() => { });
            _code.Line();
            _code.Lines(
                "/// <summary>Makes a client, which connects at its first call.</summary>",
                "/// <param name=\"setup\">Where the service is, and how it is called.</param>",
                $"public {client}({Known["ThriftClientSetup"]} setup)");
            _code.Indented(() => _code.Line($": this({CSharpText.Literal(_service.Name)}, setup)"));
            _code.Block(() => { });
            _code.Line();
            _code.Lines(
                "/// <summary>Makes the client of a service that extends this one.</summary>",
                $"protected {client}(string service, {Known["ThriftClientSetup"]} setup)");
            _code.Indented(() => _code.Line(": base(service, setup)"));
            _code.Block(() => { });
            _code.Line();
            _code.Lines(
                "/// <summary>Makes a client over the connections of another.</summary>",
                $"protected {client}({client} other, {Known["ThriftCallOptions"]} options)");
            _code.Indented(() => _code.Line(": base(other, options)"));
            _code.Block(() => { });
            _code.Line();
            _code.Lines(
                "/// <summary>The same client for a call with options of its own. It uses this one's connections.</summary>",
                $"public {(_service.Base is null ? "" : "new ")}{client} With({Known["ThriftCallOptions"]} options) => new(this, options);");
            foreach (IdlFunction function in _service.Functions)
            {
                _code.Line();
                Call(function, _own[function]);
            }
        });
    }

    private void Call(IdlFunction function, FunctionNames named)
    {
        _code.Line("/// <inheritdoc/>");
        _code.Line($"public virtual {Signature(function, named)} =>");
        string arguments = string.Join(", ", function.Arguments.Select(a => $"{named.PropertyOf(a)} = {Given(a, named)}"));
        string made = arguments.Length == 0 ? $"new {Known["EmptyArguments"]}()" : $"new {_own.Methods}.{named.Arguments} {{ {arguments} }}";
        _code.Indented(() => _code.Line($"CallAsync({_own.Methods}.{named.Definition}, {made}, cancellationToken);"));
    }

    private string Given(IdlField argument, FunctionNames named)
    {
        string parameter = named.ParameterOf(argument);
        bool isOptional = argument.Requiredness == IdlRequiredness.Optional;
        return argument.Type.Resolved switch
        {
            IdlListType => Checked("List", isOptional, parameter),
            IdlSetType => Checked("Set", isOptional, parameter),
            IdlMapType => Checked("Map", isOptional, parameter),
            _ when isOptional || TypeNames.IsValueType(argument.Type) => parameter,
            _ => $"{Known.GeneratedCode}.Given({parameter})",
        };
    }

    private string Checked(string collection, bool isOptional, string parameter) => isOptional
        ? $"{parameter} is null ? null : {Known.GeneratedCode}.{collection}({parameter})"
        : $"{Known.GeneratedCode}.{collection}({parameter})";

    private void Methods()
    {
        _code.Line($"/// <summary>The methods of {_service.Name}, for its clients and servers.</summary>");
        _code.Block($"internal static class {_own.Methods}", () =>
        {
            foreach (IdlFunction function in _service.Functions)
            {
                Definition(function, _own[function]);
                _code.Line();
            }

            ServiceDefinition();
            foreach (IdlFunction function in _service.Functions)
            {
                if (function.Arguments.Count > 0)
                {
                    _code.Line();
                    _messages.Arguments(function, _own[function]);
                }

                if (!MessageEmitter.HasEmptyReply(function))
                {
                    _code.Line();
                    _messages.Reply(function, _own[function]);
                }
            }
        });
    }

    private void Definition(IdlFunction function, FunctionNames named)
    {
        string kind = function.IsOneway ? "Oneway" : function.ReturnType is null ? "Void" : "Result";
        _code.Line($"public static readonly ThriftMethod<{_own.Interface}, {_messages.ResultOf(function)}> {named.Definition} = new(");
        _code.Indented(() =>
        {
            _code.Lines(
                $"{_names.DocumentOf(_service.Document)},",
                $"{CSharpText.Literal(_service.Name)},",
                $"{CSharpText.Literal(function.Name)},",
                $"{Known["ThriftMethodKind"]}.{kind},",
                $"static () => new {ArgumentsOf(function, named)}(),",
                $"static () => new {(MessageEmitter.HasEmptyReply(function) ? Known["EmptyReply"] : named.Reply)}(),");
            if (function.Arguments.Count == 0)
            {
                _code.Line($"static (service, _, cancellationToken) => service.{named.Method}(cancellationToken));");
                return;
            }

            _code.Line("static (service, message, cancellationToken) =>");
            _code.Line("{");
            _code.Indented(() =>
            {
                _code.Line($"{named.Arguments} arguments = ({named.Arguments})message;");
                _code.Line($"return service.{named.Method}({string.Join(", ", function.Arguments.Select(a => $"arguments.{named.PropertyOf(a)}"))}, cancellationToken);");
            });
            _code.Line("});");
        });
    }

    private void ServiceDefinition()
    {
        string methods = string.Join(", ", _service.Functions.Select(f => _own[f].Definition));
        string inherited = _service.Base is null ? "[]" : $"{Known.GeneratedCode}.MethodsOf<{_names.InterfaceOf(_service.Base)}>()";
        _code.Line($"public static readonly ThriftServiceDefinition<{_own.Interface}> Definition = new(");
        _code.Indented(() => _code.Lines(
            $"{_names.DocumentOf(_service.Document)},",
            $"{CSharpText.Literal(_service.Name)},",
            $"[{methods}],",
            $"{inherited},",
            $"static setup => new {_own.Client}(setup));"));
    }

    private string ArgumentsOf(IdlFunction function, FunctionNames named) => function.Arguments.Count == 0 ? Known["EmptyArguments"] : named.Arguments;

    private string Signature(IdlFunction function, FunctionNames named)
    {
        // Those that may be left out at the end.
        HashSet<IdlField> omissible = [.. function.Arguments.Reverse().TakeWhile(a => a.Requiredness == IdlRequiredness.Optional)];
        IEnumerable<string> parameters = function.Arguments.Select(a =>
            $"{TypeNames.Parameter(a.Type, _names)}{(a.Requiredness == IdlRequiredness.Optional ? "?" : "")} {named.ParameterOf(a)}{(omissible.Contains(a) ? $" = {OmittedValue(a)}" : "")}");
        string all = string.Join(", ", parameters.Append($"{Known.CancellationToken} cancellationToken = default"));
        string result = function.ReturnType is null ? Known.Task : $"Task<{TypeNames.CSharp(function.ReturnType, _names)}>";
        return $"{result} {named.Method}({all})";
    }

    private string OmittedValue(IdlField argument) => argument.Default is { } value && ValueText.IsConstant(argument.Type) ? ValueText.Of(value, argument.Type, _names) : "null";
}
