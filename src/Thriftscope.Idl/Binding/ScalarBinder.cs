using System.Globalization;
using Thriftscope.Idl.Diagnostics;

namespace Thriftscope.Idl.Binding;

/// <summary>Converts numbers, text and booleans, written in place or taken from another constant, to the type that is asked for.</summary>
internal sealed class ScalarBinder(DiagnosticBag diagnostics)
{
    public IdlValue? FromInteger(long value, IdlType type, SourceLocation location)
    {
        switch (type.Resolved.Kind)
        {
            case IdlTypeKind.Bool:
                if (value is not (0 or 1))
                {
                    diagnostics.Add(Rules.DoubtfulBoolean, location, value, value > 0 ? "true" : "false");
                }

                return new IdlBooleanValue(value > 0);
            case IdlTypeKind.I8:
                return InRange(value, sbyte.MinValue, sbyte.MaxValue, type, location);
            case IdlTypeKind.I16:
                return InRange(value, short.MinValue, short.MaxValue, type, location);
            case IdlTypeKind.I32:
                return InRange(value, int.MinValue, int.MaxValue, type, location);
            case IdlTypeKind.I64:
                return new IdlIntegerValue(value);
            case IdlTypeKind.Double:
                return new IdlDoubleValue(value);
            case IdlTypeKind.Enum:
                return FromNumberOfMember(value, (IdlEnum)type.Resolved, location);
            default:
                return Wrong(type, $"the number {value.ToString(CultureInfo.InvariantCulture)}", location);
        }
    }

    public IdlValue? FromMember(IdlEnumMember member, IdlType type, SourceLocation location)
    {
        if (type.Resolved is not IdlEnum @enum)
        {
            return FromInteger(member.Value, type, location);
        }

        if (@enum.Find(member.Name) == member)
        {
            return new IdlIntegerValue(member.Value, member);
        }

        diagnostics.Add(Rules.WrongEnum, location, @enum.Name, member.Name);
        return null;
    }

    public IdlValue? FromDouble(double value, IdlType type, SourceLocation location) =>
        type.Resolved.Kind == IdlTypeKind.Double
            ? new IdlDoubleValue(value)
            : Wrong(type, $"the number {value.ToString("R", CultureInfo.InvariantCulture)}", location);

    public IdlValue? FromBoolean(bool value, IdlType type, SourceLocation location)
    {
        string word = value ? "true" : "false";
        switch (type.Resolved.Kind)
        {
            case IdlTypeKind.Bool:
                return new IdlBooleanValue(value);
            case IdlTypeKind.I8 or IdlTypeKind.I16 or IdlTypeKind.I32 or IdlTypeKind.I64 or IdlTypeKind.Double:
                diagnostics.Add(Rules.BooleanAsNumber, location, word, value ? 1 : 0);
                return FromInteger(value ? 1 : 0, type, location);
            default:
                return Wrong(type, $"'{word}'", location);
        }
    }

    public IdlValue? FromString(string value, IdlType type, SourceLocation location)
    {
        switch (type.Resolved.Kind)
        {
            case IdlTypeKind.String or IdlTypeKind.Binary:
                return new IdlStringValue(value);
            case IdlTypeKind.Uuid:
                if ((value.Length == 36 && Guid.TryParseExact(value, "D", out Guid uuid)) ||
                    (value.Length == 38 && Guid.TryParseExact(value, "B", out uuid)))
                {
                    return new IdlUuidValue(uuid);
                }

                diagnostics.Add(Rules.InvalidUuid, location, value);
                return null;
            default:
                return Wrong(type, "a literal", location);
        }
    }

    public IdlValue? Wrong(IdlType expected, string found, SourceLocation location)
    {
        diagnostics.Add(Rules.WrongValue, location, expected, found);
        return null;
    }

    private IdlIntegerValue? InRange(long value, long min, long max, IdlType type, SourceLocation location)
    {
        if (value >= min && value <= max)
        {
            return new IdlIntegerValue(value);
        }

        diagnostics.Add(Rules.OutOfRange, location, value, type);
        return null;
    }

    private IdlIntegerValue? FromNumberOfMember(long value, IdlEnum @enum, SourceLocation location)
    {
        IdlEnumMember? member = @enum.Find(value);
        if (member is null)
        {
            diagnostics.Add(Rules.UnknownEnumValue, location, @enum.Name, value);
            return null;
        }

        return new IdlIntegerValue(value, member);
    }
}
