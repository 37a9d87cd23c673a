namespace Thriftscope.Idl.Diagnostics;

/// <summary>Every diagnostic: 0xx files, 1xx characters, 2xx grammar, 3xx names and types, 4xx values. A code never changes its meaning.</summary>
internal static class Rules
{
    public static readonly DiagnosticRule FileNotRead = Error("THRIFT001", "The file '{0}' can't be read: {1}.");
    public static readonly DiagnosticRule IncludeNotFound = Error("THRIFT002", "The include '{0}' was not found. Searched: {1}.");
    public static readonly DiagnosticRule IncludeCycle = Error("THRIFT003", "The file includes itself: {0}.");
    public static readonly DiagnosticRule IncludeTooDeep = Error("THRIFT004", "The includes nest deeper than {0} levels.");
    public static readonly DiagnosticRule TooManyErrors = Error("THRIFT005", "There are more than {0} errors; the others are not shown.");
    public static readonly DiagnosticRule TooManyWarnings = Warning("THRIFT006", "There are more than {0} warnings; the others are not shown.");

    public static readonly DiagnosticRule UnexpectedCharacter = Error("THRIFT101", "The character {0} has no meaning here.");
    public static readonly DiagnosticRule UnterminatedComment = Error("THRIFT102", "The comment that opens here has no closing '*/'.");
    public static readonly DiagnosticRule UnterminatedLiteral = Error("THRIFT103", "The literal that opens here has no closing {0} on its line.");
    public static readonly DiagnosticRule UnknownEscape = Error("THRIFT104", "Unknown escape '\\{0}'. Known are \\t \\r \\n \\\\ \\' and \\\".");
    public static readonly DiagnosticRule NumberTooBig = Error("THRIFT105", "The number {0} does not fit in 64 bits.");
    public static readonly DiagnosticRule InvalidUtf8 = Error("THRIFT106", "The bytes here are not valid UTF-8 (or are the replacement character U+FFFD). Save the file as UTF-8.");
    public static readonly DiagnosticRule MalformedNumber = Error("THRIFT107", "Hexadecimal digits are expected after '{0}'.");

    public static readonly DiagnosticRule Unexpected = Error("THRIFT201", "Expected {0}, found {1}.");
    public static readonly DiagnosticRule HeaderAfterDefinition = Error("THRIFT202", "'{0}' must stand before the first definition.");
    public static readonly DiagnosticRule KeywordAsName = Error("THRIFT203", "'{0}' is a keyword and can't be the name of {1}.");
    public static readonly DiagnosticRule DottedName = Error("THRIFT204", "The name '{0}' may not have a dot: only a reference to another file has one.");
    public static readonly DiagnosticRule SenumRemoved = Error("THRIFT205", "'senum' was removed from Thrift. Use an enum, or fields of type string.");
    public static readonly DiagnosticRule SlistRemoved = Error("THRIFT206", "'slist' was removed from Thrift. Use string.");
    public static readonly DiagnosticRule OldNamespace = Error("THRIFT207", "'{0}' was removed from Thrift. Write 'namespace {1} …'.");
    public static readonly DiagnosticRule NestedTooDeep = Error("THRIFT208", "Nested deeper than {0} levels. The rest of the file is not read.");
    public static readonly DiagnosticRule AsyncDeprecated = Warning("THRIFT209", "'async' is deprecated. Write 'oneway'.");
    public static readonly DiagnosticRule TwoCppTypes = Warning("THRIFT210", "The list has two 'cpp_type' clauses; the second one counts.");
    public static readonly DiagnosticRule DefinitionExpected = Error("THRIFT211", "Expected const, typedef, enum, struct, union, exception or service, found {0}.{1}");

    public static readonly DiagnosticRule DuplicateDefinition = Error("THRIFT301", "'{0}' is already defined as {1} in line {2}.");
    public static readonly DiagnosticRule UnknownType = Error("THRIFT302", "There is no type '{0}'.{1}");
    public static readonly DiagnosticRule NotAType = Error("THRIFT303", "'{0}' is {1}, not a type.");
    public static readonly DiagnosticRule TypedefCycle = Error("THRIFT304", "The typedef stands for itself: {0}.");
    public static readonly DiagnosticRule TypeTooDeep = Error("THRIFT305", "The type '{0}' nests deeper than {1} levels once its typedefs are followed.");
    public static readonly DiagnosticRule DuplicateEnumMember = Error("THRIFT306", "The enum '{0}' already has a member '{1}' in line {2}.");
    public static readonly DiagnosticRule EnumValueOutOfRange = Error("THRIFT307", "The value {0} of '{1}' does not fit in an i32.");
    public static readonly DiagnosticRule DuplicateFieldId = Error("THRIFT308", "The id {0} of '{1}' is already the id of '{2}'.");
    public static readonly DiagnosticRule DuplicateFieldName = Error("THRIFT309", "There is already a field '{0}' in line {1}.");
    public static readonly DiagnosticRule FieldIdOutOfRange = Error("THRIFT310", "The field id {0} does not fit in an i16. Field ids go from 1 to 32767.");
    public static readonly DiagnosticRule FieldIdNotPositive = Warning("THRIFT311", "The field id {0} is not positive: other compilers may put another in its place.");
    public static readonly DiagnosticRule ImplicitFieldId = Warning("THRIFT312", "The field '{0}' has no id and gets {1}, which changes when fields are added before it. Write an id.");
    public static readonly DiagnosticRule UnknownService = Error("THRIFT313", "There is no service '{0}' to extend.{1}");
    public static readonly DiagnosticRule NotAService = Error("THRIFT314", "'{0}' is {1}; a service can only extend a service.");
    public static readonly DiagnosticRule ServiceCycle = Error("THRIFT315", "The service extends itself: {0}.");
    public static readonly DiagnosticRule ServiceTooDeep = Error("THRIFT316", "The service '{0}' has more than {1} services to extend, one behind the other.");
    public static readonly DiagnosticRule DuplicateFunction = Error("THRIFT317", "The service '{0}' already has a function '{1}'.");
    public static readonly DiagnosticRule OnewayWithResult = Error("THRIFT318", "The oneway function '{0}' has no reply and must return void.");
    public static readonly DiagnosticRule OnewayWithThrows = Error("THRIFT319", "The oneway function '{0}' has no reply and can't throw.");
    public static readonly DiagnosticRule ThrowsNoException = Error("THRIFT320", "'{0}' is of type {1}. Only exceptions can be thrown.");
    public static readonly DiagnosticRule RequiredInUnion = Warning("THRIFT321", "The field '{0}' of a union can't be required and counts as optional.");
    public static readonly DiagnosticRule TwoUnionDefaults = Error("THRIFT322", "The union already has a default, for '{0}'. Only one field of a union can have one.");
    public static readonly DiagnosticRule ThrowsIdZero = Error("THRIFT323", "The exception '{0}' can't have the id 0: in a reply that is the id of the result.");

    public static readonly DiagnosticRule WrongValue = Error("THRIFT401", "Expected a value of type {0}, found {1}.");
    public static readonly DiagnosticRule OutOfRange = Error("THRIFT402", "The value {0} does not fit in type {1}.");
    public static readonly DiagnosticRule UnknownConstant = Error("THRIFT403", "There is no constant and no enum member '{0}'.{1}");
    public static readonly DiagnosticRule ConstantCycle = Error("THRIFT404", "The constant '{0}' needs its own value.");
    public static readonly DiagnosticRule ConstantTooDeep = Error("THRIFT405", "The value of the constant nests deeper than {0} levels once the constants that it refers to are followed.");
    public static readonly DiagnosticRule ConstantTooBig = Error("THRIFT406", "The constant holds more than {0} values once the constants that it refers to are followed.");
    public static readonly DiagnosticRule UnknownEnumValue = Error("THRIFT407", "The enum '{0}' has no member with the value {1}.");
    public static readonly DiagnosticRule UnqualifiedMember = Error("THRIFT408", "An enum member needs its enum before it. Write '{0}'.");
    public static readonly DiagnosticRule WrongEnum = Error("THRIFT409", "Expected a member of the enum '{0}', found the member '{1}' of another.");
    public static readonly DiagnosticRule UnknownField = Error("THRIFT410", "'{0}' has no field '{1}'.{2}");
    public static readonly DiagnosticRule FieldNameExpected = Error("THRIFT411", "Expected the name of a field of '{0}' in quotes, found {1}.");
    public static readonly DiagnosticRule FieldSetTwice = Error("THRIFT412", "The field '{0}' is set twice.");
    public static readonly DiagnosticRule RequiredFieldMissing = Error("THRIFT413", "The required field '{0}' of '{1}' has no value.");
    public static readonly DiagnosticRule TwoUnionValues = Error("THRIFT414", "A value of the union '{0}' sets one field, found {1}.");
    public static readonly DiagnosticRule DuplicateKey = Warning("THRIFT415", "The key is in the map already; the last value counts.");
    public static readonly DiagnosticRule DuplicateItem = Warning("THRIFT416", "The item is in the set already.");
    public static readonly DiagnosticRule InvalidUuid = Error("THRIFT417", "'{0}' is not a uuid. Expected the form '00112233-4455-6677-8899-aabbccddeeff', with or without braces.");
    public static readonly DiagnosticRule DoubtfulBoolean = Warning("THRIFT418", "The value {0} counts as {1}. Write true or false.");
    public static readonly DiagnosticRule BooleanAsNumber = Warning("THRIFT419", "'{0}' counts as the number {1}.");

    private static DiagnosticRule Error(string code, string message) => new(code, IdlSeverity.Error, message);

    private static DiagnosticRule Warning(string code, string message) => new(code, IdlSeverity.Warning, message);
}
