using System.ComponentModel;
using Thriftscope.Client;

namespace Thriftscope.Generated;

/// <summary>The reply of a method: its result, or a declared exception.</summary>
/// <typeparam name="TResult">The type of the result; <see cref="object"/> where there is none.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ThriftReply<TResult> : ThriftMessage
{
    /// <summary>The result, if <see cref="HasResult"/>.</summary>
    public TResult Result
    {
        get;
        set
        {
            field = value;
            HasResult = true;
        }
    } = default!;

    /// <summary>Whether there is a result.</summary>
    public bool HasResult { get; private set; }

    /// <summary>The declared exception, if it is one.</summary>
    public ThriftDeclaredException? Exception { get; set; }

    /// <summary>Answers with an exception, if the method declares it.</summary>
    /// <returns>Whether it does.</returns>
    public virtual bool TrySetException(ThriftDeclaredException exception) => false;

    /// <summary>An exception as a generated type: it may be dynamic, from a service behind this one.</summary>
    /// <typeparam name="T">The generated type.</typeparam>
    /// <param name="exception">The exception.</param>
    /// <param name="name">The type's IDL name.</param>
    /// <returns><see langword="null"/> when it is another.</returns>
    protected static T? As<T>(ThriftDeclaredException exception, string name)
        where T : ThriftDeclaredException, IThriftStruct<T> =>
        exception as T ?? (exception.Name == name ? TypedValues.FromStruct<T>(exception.Value) : null);

    internal TResult Get(ICallable method)
    {
        if (HasResult)
            return Result;
        if (Exception is not null)
            throw Exception;
        return method is ThriftMethod { HasResult: false } ? Result : throw ThriftApplicationException.NoResult(method.Name);
    }
}
