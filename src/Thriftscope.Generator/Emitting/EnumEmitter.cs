using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator.Emitting;

internal static class EnumEmitter
{
    public static void Emit(CodeWriter code, IdlEnum type, CSharpNames names)
    {
        Documentation.Write(code, type.Documentation, $"The enum {type.Name} of {type.Document.Name}.thrift.", type.Annotations, names);
        code.Block($"public enum {names.Own[type]}", () => code.Separated(type.Members, member =>
        {
            Documentation.Write(code, member.Documentation, member.Name, member.Annotations, names);
            code.Line($"{names.Own[member]} = {member.Value},");
        }));
    }
}
