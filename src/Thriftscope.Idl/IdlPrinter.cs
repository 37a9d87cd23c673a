using Thriftscope.Idl.Printing;

namespace Thriftscope.Idl;

/// <summary>Writes a model back as <c>.thrift</c> text.</summary>
public static class IdlPrinter
{
    /// <summary>
    /// Writes a document. Parsing the text gives an equal model, with two exceptions: comments that are no documentation are not
    /// part of a model, and constants that refer to others are written with their values.
    /// </summary>
    /// <param name="document">A document without errors.</param>
    /// <returns>The text. Includes are written by the name of their document, with <c>.thrift</c> behind it.</returns>
    public static string Print(IdlDocument document) =>
        new DocumentPrinter(document ?? throw new ArgumentNullException(nameof(document))).Print();
}
