using System.Text.Json;

namespace AspireCoach.Host.Commands;

/// <summary>What AppHost leaves in .coach/run.json of the checkout while it runs: where things are, by name.</summary>
internal static class RunNote
{
    /// <summary>The first of these names that the note of this folder, or of one above it, knows; null where there is none.</summary>
    public static string? Find(params ReadOnlySpan<string> names)
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, ".coach", "run.json");
            if (!File.Exists(path))
            {
                continue;
            }

            using var json = JsonDocument.Parse(File.ReadAllText(path));
            foreach (var name in names)
            {
                if (json.RootElement.TryGetProperty(name, out var address) && address.GetString() is { } found)
                {
                    return found;
                }
            }

            return null;
        }

        return null;
    }
}
