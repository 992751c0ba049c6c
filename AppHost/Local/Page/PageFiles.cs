using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.AppHost.Local.Page;

/// <summary>The files of the page, which are in the assembly as they are in the checkout: nothing builds them.</summary>
internal static class PageFiles
{
    private static readonly (string Path, string File, string Type)[] Files =
    [
        ("/page.css", "page.css", "text/css; charset=utf-8"),
        ("/page.js", "page.js", "text/javascript; charset=utf-8"),
        ("/dom.js", "dom.js", "text/javascript; charset=utf-8"),
        ("/logs.js", "logs.js", "text/javascript; charset=utf-8"),
        ("/traces.js", "traces.js", "text/javascript; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
    ];

    /// <param name="app">Serves them.</param>
    /// <param name="resources">What there is at the moment, as JSON in which no character means anything to HTML.</param>
    /// <param name="replies">The same of the last replies.</param>
    public static void Map(WebApplication app, Func<string> resources, Func<string> replies)
    {
        var page = Encoding.UTF8.GetString(Read("index.html"));
        app.MapGet("/", () => TypedResults.Content(With(With(page, "first-resources", resources()), "first-replies", replies()), "text/html; charset=utf-8"));
        foreach (var (path, file, type) in Files)
        {
            var content = Read(file);
            app.MapGet(path, () => TypedResults.Bytes(content, type));
        }
    }

    private static string With(string page, string id, string json) => page.Replace($"id=\"{id}\">[]<", $"id=\"{id}\">{json}<", StringComparison.Ordinal);

    private static byte[] Read(string file)
    {
        using var stream = typeof(PageFiles).Assembly.GetManifestResourceStream($"page/{file}")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
