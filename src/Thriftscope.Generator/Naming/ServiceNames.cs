using Thriftscope.Idl;

namespace Thriftscope.Generator.Naming;

/// <summary>The C# names of a service: of its types, and of its functions.</summary>
internal sealed class ServiceNames
{
    private static readonly string[] ReservedInClients = [.. CSharpNames.Reserved, "Endpoints", "OpenAsync", "DisposeAsync", "Dispose", "CallAsync", "With"];

    private readonly Dictionary<IdlFunction, FunctionNames> _functions = [];

    public ServiceNames(IdlService service, UniqueNames types)
    {
        string name = CSharpNames.Wanted(service.Annotations, service.Name);
        Interface = types.Take("I" + name);
        Client = types.Take(name + "Client");
        Methods = types.Take(name + "Methods");

        // A service's methods lie in one class with those of the services that it extends.
        UniqueNames methods = new([Interface, Client, .. ReservedInClients]);
        UniqueNames members = new([Methods, "Definition", .. CSharpNames.Reserved]);
        Stack<IdlService> extended = new();
        for (IdlService? next = service; next is not null; next = next.Base)
            extended.Push(next);
        foreach (IdlFunction function in extended.SelectMany(s => s.Functions))
            _functions[function] = new FunctionNames(function, methods, members);
    }

    /// <summary>The interface.</summary>
    public string Interface { get; }

    /// <summary>The client's class.</summary>
    public string Client { get; }

    /// <summary>The class of the methods' definitions.</summary>
    public string Methods { get; }

    /// <summary>What stands in the class of the methods' definitions, and in the classes in it.</summary>
    public IEnumerable<string> Members => _functions.Values.SelectMany(f => f.Members);

    public FunctionNames this[IdlFunction function] => _functions[function];
}

/// <summary>The C# names of a function.</summary>
internal sealed class FunctionNames
{
    private static readonly string[] ReservedInArguments = [.. CSharpNames.Reserved, "WriteFields", "ReadField", "MissingField", "HasContextField"];

    private readonly Dictionary<IdlField, (string Property, string Parameter)> _arguments = [];

    public FunctionNames(IdlFunction function, UniqueNames methods, UniqueNames members)
    {
        string name = CSharpNames.Wanted(function.Annotations, function.Name);
        Method = methods.Take(name.EndsWith("Async", StringComparison.Ordinal) ? name : name + "Async");
        Definition = CSharpText.Escape(members.Take(name));
        Arguments = members.Take(name + "Arguments");
        Reply = members.Take(name + "Reply");
        UniqueNames properties = new([Arguments, .. ReservedInArguments]);
        UniqueNames parameters = new("cancellationToken");
        foreach (IdlField argument in function.Arguments)
        {
            string property = CSharpNames.Wanted(argument.Annotations, argument.Name);
            _arguments[argument] = (CSharpText.Escape(properties.Take(property)), CSharpText.Escape(parameters.Take(CSharpText.Camel(property))));
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

    public IEnumerable<string> Members => [Definition, Arguments, Reply, .. _arguments.Values.Select(a => a.Property)];

    public string PropertyOf(IdlField argument) => _arguments[argument].Property;

    public string ParameterOf(IdlField argument) => _arguments[argument].Parameter;
}
