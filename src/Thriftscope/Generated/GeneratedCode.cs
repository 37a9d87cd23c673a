using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Thriftscope.Wire;

namespace Thriftscope.Generated;

/// <summary>What the generated code calls, and nobody else has a use for.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class GeneratedCode
{
    /// <summary>Marks the constructor that reading uses.</summary>
    public readonly struct Reading;

    /// <summary>Checks the type of a list's or a set's elements. An empty one may name any.</summary>
    /// <exception cref="ThriftProtocolException">It is another than the IDL's.</exception>
    public static void CheckElements(int count, ThriftType found, ThriftType wanted, long offset)
    {
        if (found != wanted && count > 0)
            throw ThriftProtocolException.WrongElements("elements", wanted, found, offset);
    }

    /// <summary>Checks the types of a map's keys and values. An empty one may name any.</summary>
    /// <exception cref="ThriftProtocolException">They are others than the IDL's.</exception>
    public static void CheckEntries(int count, ThriftType foundKey, ThriftType wantedKey, ThriftType foundValue, ThriftType wantedValue, long offset)
    {
        if (count == 0)
            return;
        if (foundKey != wantedKey)
            throw ThriftProtocolException.WrongElements("keys", wantedKey, foundKey, offset);
        if (foundValue != wantedValue)
            throw ThriftProtocolException.WrongElements("values", wantedValue, foundValue, offset);
    }

    /// <summary>Checks that a required field has a value before it is written.</summary>
    /// <exception cref="ThriftValueException">It has none.</exception>
    public static void CheckRequired(object? value, string type, string field)
    {
        if (value is not null)
            return;
        ThriftValueException missing = new("a required field needs a value");
        _ = missing.Within(field);
        _ = missing.Within(type);
        throw missing;
    }

    /// <summary>Checks that a union has one value before it is written.</summary>
    /// <exception cref="ThriftValueException">It has none, or several.</exception>
    public static void CheckUnion(string type, int count)
    {
        if (count != 1 && !TypedValues.IsConverting)
            throw new ThriftValueException($"the union {type} needs one field with a value, and has {count}");
    }

    /// <summary>What is thrown when a message lacks a required field.</summary>
    public static ThriftProtocolException MissingField(string type, string field, long offset)
    {
        ThriftProtocolException missing = new(ThriftProtocolError.MissingField, $"{type} came without its required field", offset);
        _ = missing.Within(field);
        return missing;
    }

    /// <summary>How many elements that hold others memory is taken for before the first of them is there.</summary>
    public static int FirstRoom(int count) => Math.Min(count, 1024);

    /// <summary>Writes the head of a list.</summary>
    /// <returns>The elements, as many as the head says, whoever changes the list meanwhile.</returns>
    public static ReadOnlySpan<T> BeginList<T, TWriter>(scoped ref TWriter writer, ThriftType element, List<T> list)
        where TWriter : IThriftWriter, allows ref struct
    {
        ReadOnlySpan<T> items = CollectionsMarshal.AsSpan(list);
        writer.WriteListBegin(element, items.Length);
        return items;
    }

    /// <summary>Skips a field that the IDL does not know.</summary>
    public static void SkipField<TReader>(scoped ref TReader reader, ThriftType type, short id)
        where TReader : IThriftReader, allows ref struct => ContextFields.Skip(ref reader, type, id);

    /// <summary>An element that is written: a collection has a value in each place.</summary>
    /// <exception cref="ThriftValueException">It is <see langword="null"/>.</exception>
    public static T NotNull<T>([NotNull] T? element)
        where T : class => element ?? throw new ThriftValueException("an element of a collection is null");

    /// <summary>An argument that is not optional.</summary>
    /// <exception cref="ArgumentNullException">It is <see langword="null"/>.</exception>
    public static T Given<T>([NotNull] T? argument, [CallerArgumentExpression(nameof(argument))] string? name = null)
        where T : class => argument ?? throw new ArgumentNullException(name);

    /// <summary>An argument as the class that is written; it is copied only when it is of another.</summary>
    /// <exception cref="ArgumentNullException">It is <see langword="null"/>.</exception>
    public static List<T> List<T>(IReadOnlyList<T> argument, [CallerArgumentExpression(nameof(argument))] string? name = null) =>
        argument as List<T> ?? [.. Given(argument, name)];

    /// <inheritdoc cref="List{T}(IReadOnlyList{T}, string?)"/>
    public static HashSet<T> Set<T>(IReadOnlySet<T> argument, [CallerArgumentExpression(nameof(argument))] string? name = null)
        where T : notnull => argument as HashSet<T> ?? new HashSet<T>(Given(argument, name), ThriftComparer.For<T>());

    /// <inheritdoc cref="List{T}(IReadOnlyList{T}, string?)"/>
    public static Dictionary<TKey, TValue> Map<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> argument, [CallerArgumentExpression(nameof(argument))] string? name = null)
        where TKey : notnull => argument as Dictionary<TKey, TValue> ?? new Dictionary<TKey, TValue>(Given(argument, name), ThriftComparer.For<TKey>());

    /// <summary>The methods of a service that another extends, which may be of another assembly.</summary>
    public static IEnumerable<ThriftMethod> MethodsOf<TService>()
        where TService : class, IThriftService<TService> => TService.Definition.Methods;

    /// <summary>A value in its dynamic form.</summary>
    public static ThriftStruct ToStruct<T>(T value)
        where T : IThriftStruct<T> => TypedValues.ToStruct(value, T.Schema);
}
