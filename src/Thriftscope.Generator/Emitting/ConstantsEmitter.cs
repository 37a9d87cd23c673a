using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator.Emitting;

/// <summary>The constants of a document, in a class of their own. What can change is made anew for whoever asks.</summary>
internal static class ConstantsEmitter
{
    public static void Emit(CodeWriter code, IdlDocument document, CSharpNames names)
    {
        code.Line($"/// <summary>The constants of {CSharpText.Comment(Path.GetFileName(document.Path))}.</summary>");
        code.Block($"public static class {names.Own.ConstantsClass}", () => code.Separated(document.Constants, constant =>
        {
            Documentation.Write(code, constant.Documentation, $"The constant {constant.Name}.", constant.Annotations, names);
            string type = TypeNames.CSharp(constant.Type, names);
            string value = ValueText.Of(constant.Value, constant.Type, names);
            code.Line(ValueText.IsConstant(constant.Type) ? $"public const {type} {names.Own[constant]} = {value};" : $"public static {type} {names.Own[constant]} => {value};");
        }));
    }
}
