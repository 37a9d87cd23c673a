using Microsoft.CodeAnalysis.CSharp;
using Thriftscope.Generator.Naming;
using Thriftscope.Idl;

namespace Thriftscope.Generator;

/// <summary>What is wrong with a document for C# alone: what its annotations and the project file say of names and the like.</summary>
internal static class CSharpProblems
{
    public static IEnumerable<IdlProblem> In(IdlDocument document, DocumentSettings settings)
    {
        if (settings.Namespace.Length > 0 && !settings.Namespace.Split('.').All(SyntaxFacts.IsValidIdentifier))
            yield return IdlProblem.Error("THRIFT502", $"The namespace '{settings.Namespace}', which the project file gives, is none of C#.", SourcePlace.Start(document.Path));
        if (settings.UnknownFields is not ("" or "keep" or "skip"))
            yield return IdlProblem.Error("THRIFT503", $"Unknown fields are to be 'keep' or 'skip', and the project file says '{settings.UnknownFields}'.", SourcePlace.Start(document.Path));
        foreach (IdlProblem endless in EndlessDefaults(document))
            yield return endless;
        foreach (IdlAnnotation annotation in AnnotationsOf(document))
        {
            if (DocumentNames.IsName(annotation) && !SyntaxFacts.IsValidIdentifier(annotation.Value))
                yield return IdlProblem.Error("THRIFT501", $"'{annotation.Value}' is no name of C#: letters, digits and underscores are expected, and no digit first.", SourcePlace.Of(annotation.Location));
            if (CSharpNames.IsUnknownFields(annotation) && annotation.Value is not ("keep" or "skip"))
                yield return IdlProblem.Error("THRIFT503", $"Unknown fields are to be 'keep' or 'skip', found '{annotation.Value}'.", SourcePlace.Of(annotation.Location));
        }
    }

    /// <summary>Defaults that hold a value of their own struct, directly or not, which has the same default.</summary>
    private static IEnumerable<IdlProblem> EndlessDefaults(IdlDocument document) =>
        from type in document.Structs
        from field in Defaults(type)
        where Reaches(field.Default!, type, [])
        select IdlProblem.Error("THRIFT506", $"The default of '{field.Name}' would never end: it holds a value of '{type.Name}', which has this default too.", SourcePlace.Of(field.Location));

    private static IEnumerable<IdlField> Defaults(IdlStruct type) => type.StructKind == IdlStructKind.Union ? [] : type.Fields.Where(f => f.Default is not null);

    private static bool Reaches(IdlValue value, IdlStruct wanted, HashSet<IdlStruct> seen) =>
        StructsIn(value).Any(found => found == wanted || (seen.Add(found) && Defaults(found).Any(f => Reaches(f.Default!, wanted, seen))));

    private static IEnumerable<IdlStruct> StructsIn(IdlValue value) => value switch
    {
        IdlStructValue composed => composed.Fields.SelectMany(f => StructsIn(f.Value)).Append(composed.Type),
        IdlListValue list => list.Items.SelectMany(StructsIn),
        IdlMapValue map => map.Entries.SelectMany(e => StructsIn(e.Key).Concat(StructsIn(e.Value))),
        _ => [],
    };

    /// <summary>What is said when the project's C# is older than the generated.</summary>
    public static IdlProblem OldLanguage(LanguageVersion version) => IdlProblem.Error(
        "THRIFT504",
        $"The C# that is made of .thrift files is C# 14, and the project's is C# {version.ToDisplayString()}. Take LangVersion out of the project file, or raise it; the compiler must be that of .NET 10 or later.",
        place: null);

    private static IEnumerable<IdlAnnotation> AnnotationsOf(IdlDocument document)
    {
        IEnumerable<IdlField> fields = document.Structs.SelectMany(s => s.Fields).Concat(document.Services.SelectMany(s => s.Functions).SelectMany(f => f.Arguments));
        IEnumerable<IIdlDefinition> definitions = [.. document.Enums, .. document.Structs, .. document.Services, .. document.Constants];
        return definitions.SelectMany(d => d.Annotations)
            .Concat(document.Enums.SelectMany(e => e.Members).SelectMany(m => m.Annotations))
            .Concat(document.Services.SelectMany(s => s.Functions).SelectMany(f => f.Annotations))
            .Concat(fields.SelectMany(f => f.Annotations))
            .OrderBy(a => a.Location.Position);
    }
}
