using System.Text.Json;
using AspireCoach.Catalog;
using AspireCoach.Catalog.SourceFiles;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AspireCoach.Host.Commands;

/// <summary><c>coach ingest list</c>: the sources in force, and what is wrong with files; exit code 1 where something is.</summary>
internal static class IngestListCommand
{
    public static int Run(bool json, TextWriter output)
    {
        var catalog = Catalog();
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(
                new
                {
                    sources = catalog.All.Select(source => new
                    {
                        source.Name,
                        source.Kind,
                        source.Schedule,
                        start = source.Index.Start,
                        source.File,
                        fields = source.Fields.Select(field => new { field.Name, type = field.Type.ToString().ToLowerInvariant(), field.Unit, field.Required, field.From }),
                    }),
                    problems = catalog.Problems.Select(problem => problem.ToString()),
                },
                IngestCommand.OneLine));
            return catalog.Problems.Count == 0 ? 0 : 1;
        }

        foreach (var source in catalog.All)
        {
            output.WriteLine($"{source.Name,-24} {source.Kind,-12} {source.Schedule ?? (source.Index.Start.Count > 0 ? "on demand" : "try only"),-14} {source.File}");
            output.WriteLine($"{"",-24} {string.Join(", ", source.Fields.Select(field => field.Name + (field.Required ? "*" : "")))}");
        }

        foreach (var problem in catalog.Problems)
        {
            output.WriteLine(problem);
        }

        return catalog.Problems.Count == 0 ? 0 : 1;
    }

    /// <summary>The source files as the settings have them; needs no store.</summary>
    public static SourceCatalog Catalog()
    {
        var options = CoachApplication.CreateBuilder().Configuration.GetSection(CatalogOptions.Section).Get<CatalogOptions>() ?? new CatalogOptions();
        return new SourceCatalog(Options.Create(options), TimeProvider.System, NullLogger<SourceCatalog>.Instance);
    }
}
