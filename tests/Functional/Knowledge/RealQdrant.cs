using System.Data.Common;
using System.Net.Http.Json;
using System.Text.Json;

namespace AspireCoach.Functional.Knowledge;

/// <summary>Tidies up in a real Qdrant, by requests of its own.</summary>
internal static class RealQdrant
{
    public static async Task DropAsync(string connectionString, string prefix)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        using var http = new HttpClient { BaseAddress = new Uri(parts["Endpoint"].ToString()!.TrimEnd('/') + "/") };
        if (parts.TryGetValue("Key", out var key))
        {
            http.DefaultRequestHeaders.Add("api-key", key.ToString());
        }

        var all = await http.GetFromJsonAsync<JsonElement>("collections");
        foreach (var collection in all.GetProperty("result").GetProperty("collections").EnumerateArray())
        {
            if (collection.GetProperty("name").GetString()!.StartsWith(prefix, StringComparison.Ordinal))
            {
                (await http.DeleteAsync($"collections/{collection.GetProperty("name").GetString()}")).EnsureSuccessStatusCode();
            }
        }
    }
}
