using Thriftscope.Idl;
using Thriftscope.Schema;

namespace Thriftscope.Client;

/// <summary>Puts the arguments that a caller gives into the struct that a method sends.</summary>
internal static class ArgumentBinder
{
    /// <summary>Binds arguments in the IDL's order, behind which options and a token may follow: they are never Thrift values.</summary>
    /// <exception cref="ArgumentException">There are more than the method has, or fewer than it needs.</exception>
    /// <exception cref="ThriftValueException">One does not fit.</exception>
    public static ThriftStruct Bind(MethodSchema method, object?[]? arguments, out ThriftCallOptions? options, out CancellationToken cancellationToken)
    {
        // A bare null stands for one argument without a value, and an array of another type is one argument that the compiler has taken for all of them: CallAsync("sum", new string[] { … }).
        if (arguments?.GetType() != typeof(object[]))
            arguments = [arguments];
        (options, cancellationToken) = (null, default);
        int count = arguments.Length;
        while (count > 0 && TryTake(arguments[count - 1], ref options, ref cancellationToken))
            count--;

        ThriftStruct bound = new(method.Arguments);
        for (int i = 0; i < count; i++)
        {
            FieldSchema argument = At(method, i, count);
            if (arguments[i] is not { } value)
                continue;
            try
            {
                bound.Set(argument, value);
            }
            catch (ThriftValueException e) when (argument.Type is not StructSchema && ClassMap.IsAnonymous(value.GetType()))
            {
                throw new ThriftValueException($"{e.Message}. {ByName(argument)}", e);
            }
        }

        for (int i = count; i < method.Arguments.Fields.Count; i++)
        {
            if (IsNeeded(method.Arguments.Fields[i]))
                throw Missing(method, count);
        }

        return bound;
    }

    /// <summary>Binds arguments by name.</summary>
    /// <exception cref="ThriftValueException">The method has none of that name, or one does not fit.</exception>
    public static ThriftStruct Bind(MethodSchema method, ThriftArguments arguments)
    {
        ThriftStruct bound = new(method.Arguments);
        foreach ((string name, object? value) in arguments)
            bound[name] = value;
        return bound;
    }

    /// <summary>Names all arguments of a dynamic call, of which the last ones have names and those before them places.</summary>
    public static ThriftArguments Name(
        MethodSchema method, object?[] arguments, IReadOnlyList<string> names, out ThriftCallOptions? options, out CancellationToken cancellationToken)
    {
        (options, cancellationToken) = (null, default);
        ThriftArguments named = [];
        int positional = arguments.Length - names.Count;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (!TryTake(arguments[i], ref options, ref cancellationToken))
                named[i < positional ? At(method, i, arguments.Length).Name : names[i - positional]] = arguments[i];
        }

        return named;
    }

    private static bool TryTake(object? argument, ref ThriftCallOptions? options, ref CancellationToken cancellationToken)
    {
        switch (argument)
        {
            case CancellationToken token:
                cancellationToken = token;
                return true;
            case ThriftCallOptions given:
                options = given;
                return true;
            default:
                return false;
        }
    }

    private static bool IsNeeded(FieldSchema argument) => argument.Requiredness != IdlRequiredness.Optional && !argument.HasDefault;

    // What is not sent becomes a zero at the server, which nobody who forgot it means.
    private static ArgumentException Missing(MethodSchema method, int count)
    {
        FieldSchema[] missing = [.. method.Arguments.Fields.Skip(count).Where(IsNeeded)];
        return new($"{method} was called without {string.Join(", ", missing.Select(f => f.Name))}. A null stands for an argument that is not to be sent. {ByName(missing[0])}");
    }

    private static string ByName(FieldSchema argument) =>
        $"Arguments by name are ThriftArguments: new ThriftArguments {{ [\"{argument.Name}\"] = … }}.";

    private static FieldSchema At(MethodSchema method, int index, int count) =>
        index < method.Arguments.Fields.Count
            ? method.Arguments.Fields[index]
            : throw new ArgumentException($"{count} arguments were given for {method}.");
}
