namespace Thriftscope.Telemetry;

/// <summary>What a peer may put into header blocks.</summary>
internal static class HeaderLimits
{
    /// <summary>
    /// The most bytes of one block. THeader's writers in C++ and Go refuse 64 KiB, and Kitex before 2024 counted the size in 16 bits.
    /// </summary>
    public const int MaxBlockSize = 0xFFFC;

    /// <summary>The most headers of one message, and the most that a connection remembers: with short ones, a block has room for thousands.</summary>
    public const int MaxHeaders = 512;

    /// <summary>The most bytes of UTF-8, keys and values, that a connection remembers.</summary>
    public const int MaxRememberedSize = MaxBlockSize;
}
