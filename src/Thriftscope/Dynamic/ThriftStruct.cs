using System.Diagnostics.CodeAnalysis;
using System.Dynamic;
using System.Runtime.CompilerServices;
using Thriftscope.Idl;
using Thriftscope.Schema;
using Thriftscope.Telemetry;
using Thriftscope.Wire;

namespace Thriftscope;

/// <summary>
/// A struct, union or exception as a value: its fields by name, by id or through <see langword="dynamic"/>. Two are equal when
/// their fields are. A value given to a field is checked against the IDL at once.
/// </summary>
public sealed class ThriftStruct : DynamicObject, IEquatable<ThriftStruct>, IThriftStruct, IMessageBody
{
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Only a call site of dynamic needs code that is made at run time, and the compiler warns of each.")]
    internal ThriftStruct(StructSchema schema, bool withDefaults = true)
    {
        Schema = schema;
        Slots = schema.Fields.Count == 0 ? [] : new Slot[schema.Fields.Count];
        if (withDefaults && schema.HasDefaults)
            SetDefaults();
    }

    /// <summary>The struct's definition.</summary>
    public StructSchema Schema { get; }

    /// <summary>The fields that have a value, in the order of the IDL.</summary>
    public IEnumerable<KeyValuePair<string, object>> Fields
    {
        get
        {
            foreach (FieldSchema definition in Schema.Fields)
            {
                if (Get(definition) is { } value)
                    yield return new(definition.Name, value);
            }
        }
    }

    StructSchema IThriftStruct.Definition => Schema;

    internal Slot[] Slots { get; }

    /// <summary>A field by its name. A field without a value is <see langword="null"/>, and setting null takes the value away.</summary>
    /// <exception cref="ThriftValueException">There is no such field, or the value does not fit its type.</exception>
    public object? this[string name]
    {
        get => Get(Field(name));
        set => Set(Field(name), value);
    }

    /// <summary>A field by its id. A field without a value is <see langword="null"/>, and setting null takes the value away.</summary>
    /// <exception cref="ThriftValueException">There is no such field, or the value does not fit its type.</exception>
    public object? this[int id]
    {
        get => Get(Field(id));
        set => Set(Field(id), value);
    }

    /// <summary>Whether a field has a value.</summary>
    /// <exception cref="ThriftValueException">There is no such field.</exception>
    public bool IsSet(string name) => Slots[Field(name).Index].IsSet;

    /// <summary>Whether a field has a value.</summary>
    /// <exception cref="ThriftValueException">There is no such field.</exception>
    public bool IsSet(int id) => Slots[Field(id).Index].IsSet;

    /// <summary>A field as a type of .NET: a base type, a collection, a class whose properties match the fields of a struct.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="name">The field's name.</param>
    /// <returns>The value; the type's default when the field has none.</returns>
    /// <exception cref="ThriftValueException">There is no such field, or its value can't be a <typeparamref name="T"/>.</exception>
    public T? Get<T>(string name)
    {
        object? value = Get(Field(name));
        try
        {
            return (T?)ObjectMapper.ToClr(value, typeof(T));
        }
        catch (ThriftValueException e) when (e.Within(name) || e.Within(Schema.Name))
        {
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] ThriftStruct? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || !ReferenceEquals(Schema, other.Schema))
            return false;
        // A struct that contains itself ends in an exception, and not in the end of the process.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        for (int i = 0; i < Slots.Length; i++)
        {
            if (!EqualBits(Schema.Fields[i].Kind, Slots[i].Bits, other.Slots[i].Bits) || !Content.AreEqual(Slots[i].Reference, other.Slots[i].Reference))
                return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ThriftStruct);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        HashCode hash = default;
        foreach (FieldSchema field in Schema.Fields)
            hash.Add(Content.Hash(Get(field)));
        return hash.ToHashCode();
    }

    /// <summary>The struct as people read it: <c>Order{id=7, items=["a", "b"]}</c>.</summary>
    public override string ToString() => ValueFormatter.Format(this);

    /// <inheritdoc/>
    public override IEnumerable<string> GetDynamicMemberNames() => Schema.Fields.Select(f => f.Name);

    /// <inheritdoc/>
    public override bool TryGetMember(GetMemberBinder binder, out object? result)
    {
        ArgumentNullException.ThrowIfNull(binder);
        result = this[binder.Name];
        return true;
    }

    /// <inheritdoc/>
    public override bool TrySetMember(SetMemberBinder binder, object? value)
    {
        ArgumentNullException.ThrowIfNull(binder);
        this[binder.Name] = value;
        return true;
    }

    /// <inheritdoc/>
    public void Write<TWriter>(ref TWriter writer)
        where TWriter : IThriftWriter, allows ref struct => Schema.Write(ref writer, this, context: null);

    void IMessageBody.Write<TWriter>(ref TWriter writer, ContextCarrier? context) => Schema.Write(ref writer, this, context);

    internal object? Get(FieldSchema field) => Slots[field.Index].GetValue(field.Kind);

    internal void Set(FieldSchema field, object? value)
    {
        try
        {
            SetChecked(field, value);
        }
        catch (ThriftValueException e) when (e.Within(Schema.Name))
        {
        }
    }

    // Without the struct's own name in the path: for a struct that is itself part of another.
    internal void SetChecked(FieldSchema field, object? value)
    {
        Slot slot = default;
        try
        {
            if (value is not null)
                slot.SetValue(field.Kind, field.Type.Coerce(value));
        }
        catch (ThriftValueException e) when (e.Within(field.Name))
        {
        }

        if (Schema.Kind == IdlStructKind.Union)
            Array.Clear(Slots);
        Slots[field.Index] = slot;
    }

    // Zero has two forms and NaN has many: equal here as they are in collections.
    private static bool EqualBits(SlotKind kind, long a, long b) =>
        a == b || (kind == SlotKind.Double && BitConverter.Int64BitsToDouble(a).Equals(BitConverter.Int64BitsToDouble(b)));

    // For values that are given together: the second field of a union would drop the first without a word.
    internal void Add(FieldSchema field, object? value)
    {
        if (Schema.Kind == IdlStructKind.Union && value is not null && Schema.Fields.FirstOrDefault(f => f != field && Slots[f.Index].IsSet && !f.HasDefault) is { } other)
            throw new ThriftValueException($"the union {Schema.Name} holds one field, and was given {other.Name} and {field.Name}");
        SetChecked(field, value);
    }

    private void SetDefaults()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new ThriftValueException($"the defaults of {Schema.Name} have no end: they contain a {Schema.Name}");
        foreach (FieldSchema field in Schema.Fields)
        {
            if (field.IdlDefault is { } value)
                Slots[field.Index].SetValue(field.Kind, ConstantValues.Materialize(field.Type, value));
        }
    }

    private FieldSchema Field(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Schema.FieldOrThrow(name);
    }

    private FieldSchema Field(int id) =>
        Schema.FindField((short)id) is { } field && field.Id == id
            ? field
            : throw new ThriftValueException($"{Schema.Name} has no field {id}; it has {string.Join(", ", Schema.Fields)}");
}
