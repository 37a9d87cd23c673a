namespace Thriftscope.Client;

/// <summary>A request was not sent, since its connection takes none any more: another connection may take it. No user sees this.</summary>
internal sealed class UnsentException(Exception cause) : Exception(cause.Message, cause);
