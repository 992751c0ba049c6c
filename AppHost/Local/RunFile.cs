using System.Text.Encodings.Web;
using System.Text.Json;

namespace AspireCoach.AppHost.Local;

/// <summary>
/// run.json says where the running platform is, for <c>coach ask</c> and <c>coach trace</c>: the address of each program that
/// is meant to be called from outside, under its name, how to connect to the database, and the page's address with its
/// token. Only its owner can read it.
/// </summary>
internal static class RunFile
{
    private const string Database = "coachdb";

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string PathIn(string folder) => Path.Combine(folder, "run.json");

    public static async Task WriteAsync(string folder, IReadOnlyList<Resource> resources, Uri page)
    {
        var content = new Dictionary<string, string?> { ["page"] = page.ToString() };
        foreach (var resource in resources)
        {
            if (resource.Endpoints.FirstOrDefault(endpoint => endpoint.IsExternal) is { } endpoint)
            {
                content[resource.Name] = endpoint.Url.ToString().TrimEnd('/');
            }
        }

        foreach (var database in resources.Where(resource => resource.Name == Database).OfType<IResourceWithConnectionString>())
        {
            content["connectionString"] = await database.GetConnectionStringAsync();
        }

        EmbeddedPostgresFolder.WriteSecret(PathIn(folder), JsonSerializer.Serialize(content, Format));
    }

    public static void Remove(string folder) => File.Delete(PathIn(folder));
}
