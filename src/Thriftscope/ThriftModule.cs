using System.Text;
using Thriftscope.Idl;
using Thriftscope.Loading;
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
    public static ThriftModule Load(string path) => Load(path, new IdlOptions());

    /// <summary>Loads a file and everything that it includes.</summary>
    /// <param name="path">The <c>.thrift</c> file.</param>
    /// <param name="includeDirectories">Where includes are searched, after the directory of the including file.</param>
    /// <exception cref="ThriftIdlException">The file is missing or has errors: all of them are listed.</exception>
    public static ThriftModule Load(string path, IEnumerable<string> includeDirectories)
    {
        ArgumentNullException.ThrowIfNull(includeDirectories);
        return Load(path, new IdlOptions { IncludeDirectories = [.. includeDirectories] });
    }

    /// <summary>Loads a file and everything that it includes. Nothing is kept: a file that has changed is loaded as it is now.</summary>
    /// <param name="path">The <c>.thrift</c> file.</param>
    /// <param name="options">Include directories, the files' encoding, or where texts come from that are in no files.</param>
    /// <exception cref="ThriftIdlException">The file is missing or has errors: all of them are listed.</exception>
    public static ThriftModule Load(string path, IdlOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        return Create(IdlCompiler.Load(path, options));
    }

    /// <summary>Loads text that has no file. Its includes, if it has any, are searched in the current directory.</summary>
    /// <param name="reader">The IDL.</param>
    /// <param name="name">The module's name.</param>
    /// <exception cref="ThriftIdlException">The text has errors: all of them are listed.</exception>
    public static ThriftModule Load(TextReader reader, string name) => Load(reader, name, new IdlOptions { IncludeDirectories = ["."] });

    /// <summary>Loads text that has no file.</summary>
    /// <param name="reader">The IDL.</param>
    /// <param name="name">The module's name.</param>
    /// <param name="options">Where its includes are: only in the include directories, for the text itself is in none.</param>
    /// <exception cref="ThriftIdlException">The text has errors: all of them are listed.</exception>
    public static ThriftModule Load(TextReader reader, string name, IdlOptions options)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        return Create(IdlCompiler.Parse(reader.ReadToEnd(), name, options));
    }

    /// <summary>Loads what a stream has, in UTF-8. Its includes, if it has any, are searched in the current directory.</summary>
    /// <param name="stream">The IDL; it is read to its end and left open.</param>
    /// <param name="name">The module's name.</param>
    /// <exception cref="ThriftIdlException">The text has errors: all of them are listed.</exception>
    public static ThriftModule Load(Stream stream, string name) => Load(stream, name, new IdlOptions { IncludeDirectories = ["."] });

    /// <summary>Loads what a stream has.</summary>
    /// <param name="stream">The IDL; it is read to its end and left open.</param>
    /// <param name="name">The module's name.</param>
    /// <param name="options">The encoding, and where its includes are: only in the include directories, for the text itself is in none.</param>
    /// <exception cref="ThriftIdlException">The text has errors: all of them are listed.</exception>
    public static ThriftModule Load(Stream stream, string name, IdlOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(options);
        using StreamReader reader = new(stream, options.Encoding ?? Encoding.UTF8, leaveOpen: true);
        return Load(reader, name, options);
    }

    /// <summary>
    /// Loads a document from the web, <c>http://…</c> or <c>https://…</c>, or a file, <c>file://…</c>, and everything that it includes.
    /// An include is searched beside the document that includes it, on the same server, and then in the include directories.
    /// </summary>
    /// <param name="source">Where the document is.</param>
    /// <param name="options">Include directories, URLs among them, and the encoding of what does not say its own.</param>
    /// <param name="client">What fetches documents, with its time-out, credentials and proxy; <see langword="null"/> for one with .NET's defaults.</param>
    /// <param name="cancellationToken">Gives the loading up.</param>
    /// <exception cref="ArgumentException">The source is relative, or has another scheme.</exception>
    /// <exception cref="ThriftIdlException">A document is missing, can't be fetched or has errors, or there are more than 1000 or 16 MiB of them: all errors are listed.</exception>
    /// <exception cref="OperationCanceledException">The loading was given up, or took longer than the client's time-out.</exception>
    public static async Task<ThriftModule> LoadAsync(
        Uri source, IdlOptions? options = null, HttpClient? client = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!source.IsAbsoluteUri || !(source.IsFile || source.Scheme == Uri.UriSchemeHttp || source.Scheme == Uri.UriSchemeHttps))
            throw new ArgumentException($"\"{source}\" can't be loaded: an absolute file://, http:// or https:// is expected.", nameof(source));

        using HttpClient? own = client is null ? new HttpClient() : null;
        WebDocuments documents = new(options ?? new IdlOptions(), client ?? own!);
        return Create(await documents.LoadAsync(source, cancellationToken).ConfigureAwait(false));
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
