using Thriftscope.Idl;
using Thriftscope.Schema;

namespace Thriftscope;

/// <summary>
/// A loaded <c>.thrift</c> file: its services, structs, enums and constants by their IDL names. A definition of an included
/// file has the file's name before it: <c>shared.Address</c>.
/// </summary>
public sealed class ThriftModule
{
    private readonly IdlDocument _document;
    private readonly SchemaBuilder _schemas = new();
    private readonly Lock _gate = new();

    private ThriftModule(IdlCompilation compilation)
    {
        _document = compilation.Root;
        Diagnostics = compilation.Diagnostics;
    }

    /// <summary>The file's name without <c>.thrift</c>.</summary>
    public string Name => _document.Name;

    /// <summary>The checked model of the file.</summary>
    public IdlDocument Document => _document;

    /// <summary>The warnings that loading gave.</summary>
    public IReadOnlyList<IdlDiagnostic> Diagnostics { get; }

    /// <summary>The names of the services that the file itself defines.</summary>
    public IEnumerable<string> ServiceNames => _document.Services.Select(s => s.Name);

    /// <summary>Loads a file and everything that it includes.</summary>
    /// <param name="path">The <c>.thrift</c> file.</param>
    /// <exception cref="ThriftIdlException">The file is missing or has errors: all of them are listed.</exception>
    public static ThriftModule Load(string path) => Load(path, []);

    /// <summary>Loads a file and everything that it includes.</summary>
    /// <param name="path">The <c>.thrift</c> file.</param>
    /// <param name="includeDirectories">Where includes are searched, after the directory of the including file.</param>
    /// <exception cref="ThriftIdlException">The file is missing or has errors: all of them are listed.</exception>
    public static ThriftModule Load(string path, IEnumerable<string> includeDirectories)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Create(IdlCompiler.Load(path, new IdlOptions { IncludeDirectories = [.. includeDirectories] }));
    }

    /// <summary>Loads text that has no file. Its includes, if it has any, are searched in the current directory.</summary>
    /// <param name="reader">The IDL.</param>
    /// <param name="name">The module's name.</param>
    /// <exception cref="ThriftIdlException">The text has errors: all of them are listed.</exception>
    public static ThriftModule Load(TextReader reader, string name)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(name);
        return Create(IdlCompiler.Parse(reader.ReadToEnd(), name, new IdlOptions { IncludeDirectories = ["."] }));
    }

    /// <summary>A service of the file.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public ThriftService Service(string name)
    {
        IdlService definition = Find(name, "service", d => d.Services);
        lock (_gate)
            return new ThriftService(_schemas.Service(definition));
    }

    /// <summary>The definition of a struct, union or exception of the file.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public StructSchema Struct(string name)
    {
        IdlStruct definition = Find(name, "struct", d => d.Structs);
        lock (_gate)
            return _schemas.Struct(definition);
    }

    /// <summary>A new value of a struct, union or exception, with the IDL's defaults.</summary>
    /// <param name="name">The struct.</param>
    /// <exception cref="ArgumentException">There is no struct of that name.</exception>
    public ThriftStruct NewStruct(string name) => new(Struct(name));

    /// <summary>A new value of a struct, union or exception.</summary>
    /// <param name="name">The struct.</param>
    /// <param name="values">Its fields: an object whose properties match, anonymous ones too, or a dictionary.</param>
    /// <exception cref="ArgumentException">There is no struct of that name.</exception>
    /// <exception cref="ThriftValueException">The values do not fit.</exception>
    public ThriftStruct NewStruct(string name, object values)
    {
        StructSchema schema = Struct(name);
        try
        {
            return schema.CoerceValue(values);
        }
        catch (ThriftValueException e) when (e.Within(schema.Name))
        {
            throw;
        }
    }

    /// <summary>The members of an enum of the file, in their order.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public IReadOnlyList<KeyValuePair<string, int>> Enum(string name) =>
        [.. Find(name, "enum", d => d.Enums).Members.Select(m => KeyValuePair.Create(m.Name, m.Value))];

    /// <summary>The value of a constant of the file. Collections are the caller's own.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public object Constant(string name)
    {
        IdlConstant definition = Find(name, "constant", d => d.Constants);
        lock (_gate)
            return ConstantValues.Materialize(_schemas.Type(definition.Type), definition.Value);
    }

    /// <summary>The type behind a typedef of the file.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those there are.</exception>
    public TypeSchema Typedef(string name)
    {
        IdlTypedef definition = Find(name, "typedef", d => d.Typedefs);
        lock (_gate)
            return _schemas.Type(definition);
    }

    /// <summary>The file's name.</summary>
    public override string ToString() => Name;

    private static ThriftModule Create(IdlCompilation compilation) =>
        compilation.HasErrors ? throw new ThriftIdlException(compilation.Diagnostics) : new ThriftModule(compilation);

    private T Find<T>(string name, string kind, Func<IdlDocument, IReadOnlyList<T>> definitions)
        where T : class, IIdlDefinition
    {
        ArgumentNullException.ThrowIfNull(name);
        if (definitions(_document).FirstOrDefault(d => d.Name == name) is { } own)
            return own;
        foreach (IdlDocument include in _document.Includes)
        {
            // The name of an included file may itself have dots.
            if (name.StartsWith(include.Name + ".", StringComparison.Ordinal)
                && definitions(include).FirstOrDefault(d => d.Name == name[(include.Name.Length + 1)..]) is { } included)
            {
                return included;
            }
        }

        string[] known = [.. definitions(_document).Select(d => d.Name)];
        throw new ArgumentException($"{Name}.thrift has no {kind} \"{name}\"; it has {(known.Length == 0 ? "none" : string.Join(", ", known))}.");
    }
}
