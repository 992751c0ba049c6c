namespace AspireCoach.Host;

/// <summary>Looks at ASPNETCORE_URLS before anything is started: the server's own complaint names no setting.</summary>
internal static class ListenAddresses
{
    /// <exception cref="CommandLineException">An address is none.</exception>
    public static void Check(string? urls)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsAddress(url))
            {
                throw new CommandLineException($"ASPNETCORE_URLS: '{url}' is no address to listen at, e.g. http://localhost:5080.");
            }
        }
    }

    private static bool IsAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https" && (address.IsUnixPipe || address.IsNamedPipe || address.Port is >= 0 and <= 65_535);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
