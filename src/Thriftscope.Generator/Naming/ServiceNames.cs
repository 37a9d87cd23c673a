using Thriftscope.Idl;

namespace Thriftscope.Generator.Naming;

/// <summary>The C# names of a service: of its types, and of its functions.</summary>
internal sealed class ServiceNames
{
    /// <summary>Members of clients.</summary>
    public static readonly string[] ReservedInClients = [.. DocumentNames.Reserved, "Endpoints", "OpenAsync", "DisposeAsync", "Dispose", "CallAsync", "With"];

    private readonly Dictionary<IdlFunction, FunctionNames> _functions = [];

    public ServiceNames(IdlService service, UniqueNames types)
    {
        string name = DocumentNames.Wanted(service.Annotations, service.Name);
        string[] own = TypesOf(name);
        Interface = types.Take(own[0]);
        Client = types.Take(own[1]);
        Methods = types.Take(own[2]);

        // A service's methods lie in one class with those of the services that it extends.
        UniqueNames methods = new([Interface, Client, .. ReservedInClients]);
        UniqueNames members = new([Methods, "Definition", .. DocumentNames.Reserved]);
        Stack<IdlService> extended = new();
        for (IdlService? next = service; next is not null; next = next.Base)
            extended.Push(next);
        foreach (IdlFunction function in extended.SelectMany(s => s.Functions))
            _functions[function] = new FunctionNames(function, methods, members);
    }

    /// <summary>The interface, the client and the class of the methods' definitions of a service, if no other definition has such a name.</summary>
    public static string[] TypesOf(string name) => ["I" + name, name + "Client", name + "Methods"];

    /// <summary>The interface.</summary>
    public string Interface { get; }

    /// <summary>The client's class.</summary>
    public string Client { get; }

    /// <summary>The class of the methods' definitions.</summary>
    public string Methods { get; }

    /// <summary>The types of the service.</summary>
    public string[] Types => [Interface, Client, Methods];

    public IEnumerable<FunctionNames> Functions => _functions.Values;

    public FunctionNames this[IdlFunction function] => _functions[function];
}

/// <summary>The C# names of a function.</summary>
internal sealed class FunctionNames
{
    /// <summary>Members of the classes of arguments and replies.</summary>
    public static readonly string[] ReservedInMessages =
        [.. DocumentNames.Reserved, "WriteFields", "ReadField", "MissingField", "HasContextField", "ContextEntries", "Result", "HasResult", "Exception", "TrySetException", "As"];

    private readonly Dictionary<IdlField, (string Property, string Parameter)> _arguments = [];

    public FunctionNames(IdlFunction function, UniqueNames methods, UniqueNames members)
    {
        string name = DocumentNames.Wanted(function.Annotations, function.Name);
        Method = methods.Take(name.EndsWith("Async", StringComparison.Ordinal) ? name : name + "Async");
        Definition = CSharpText.Escape(members.Take(name));
        Arguments = members.Take(name + "Arguments");
        Reply = members.Take(name + "Reply");
        UniqueNames properties = new([Arguments, .. ReservedInMessages]);
        UniqueNames parameters = new("cancellationToken");
        foreach (IdlField argument in function.Arguments)
        {
            string property = DocumentNames.Wanted(argument.Annotations, argument.Name);
            _arguments[argument] = (CSharpText.Escape(properties.Take(property)), CSharpText.EscapeParameter(parameters.Take(CSharpText.Camel(property))));
        }
    }

    /// <summary>The method of the interface and the client.</summary>
    public string Method { get; }

    /// <summary>The field with the method's definition.</summary>
    public string Definition { get; }

    /// <summary>The class of the arguments.</summary>
    public string Arguments { get; }

    /// <summary>The class of the reply.</summary>
    public string Reply { get; }

    /// <summary>The arguments with their properties.</summary>
    public IEnumerable<KeyValuePair<IdlField, string>> Properties => _arguments.Select(a => new KeyValuePair<IdlField, string>(a.Key, a.Value.Property));

    public string PropertyOf(IdlField argument) => _arguments[argument].Property;

    public string ParameterOf(IdlField argument) => _arguments[argument].Parameter;
}
