using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Mvc;

namespace AspireCoach.Catalog;

/// <summary>Something that the catalogue has: a phone, a recipe, an exercise.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it is, e.g. <c>phone</c>.</param>
/// <param name="Identity">The fields that make it itself.</param>
/// <param name="Source">The source that found it first.</param>
/// <param name="Url">The page it was found on.</param>
/// <param name="Fields">
/// By name: text, numbers, dates as YYYY-MM-DD, addresses; a quantity is <c>{value, unit}</c>, an amount <c>{amount, currency}</c>; several are an array.
/// </param>
/// <param name="Images">The addresses of its images, those of <c>fields.images</c> or <c>fields.image</c>.</param>
/// <param name="FirstSeen">When it was found.</param>
/// <param name="LastChanged">When a field of it was last other than before.</param>
public sealed record CatalogItem(
    Guid Id, string Kind, JsonElement Identity, string Source, string Url, JsonElement Fields, IReadOnlyList<string> Images, DateTimeOffset FirstSeen, DateTimeOffset LastChanged)
{
    /// <summary>The item in words.</summary>
    [JsonIgnore]
    internal string Text { get; init; } = "";
}

/// <summary>A field of an item became another.</summary>
/// <param name="At">When.</param>
/// <param name="Field">Which.</param>
/// <param name="From">What it was; null where it was not known.</param>
/// <param name="To">What it is since.</param>
/// <param name="RunId">The run that found it.</param>
public sealed record CatalogChange(DateTimeOffset At, string Field, JsonElement? From, JsonElement? To, Guid RunId);

/// <summary>A source of the catalogue.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its items are.</param>
/// <param name="Schedule">When it is run: five fields of cron, in UTC; null where on demand only.</param>
/// <param name="LastRun">The run asked for last.</param>
/// <param name="Coverage">Of each field the share of pages, 0 to 1, that had it in the last run that was judged.</param>
public sealed record CatalogSource(string Name, string Kind, string? Schedule, CatalogLastRun? LastRun, IReadOnlyDictionary<string, double> Coverage);

public sealed record CatalogLastRun(Guid Id, string Status, DateTimeOffset? FinishedAt);

public sealed record CatalogSources(IReadOnlyList<CatalogSource> Items);

public sealed record StartedRun(Guid RunId);

/// <summary>A run of a source.</summary>
/// <param name="Status">queued, running, done, degraded, failed or cancelled. Degraded: it held something back, see <paramref name="Problem"/>.</param>
/// <param name="Found">Addresses of items that the index led to.</param>
/// <param name="Queued">Pages of all kinds that were queued.</param>
/// <param name="Fetched">Pages that were fetched whole.</param>
/// <param name="NotModified">Pages that are as they were.</param>
/// <param name="Inserted">New items.</param>
/// <param name="Updated">Items of which a field became another.</param>
/// <param name="Unchanged">Pages that were read and said nothing new.</param>
/// <param name="Quarantined">Pages of which something was not taken.</param>
/// <param name="Failed">Pages that were given up.</param>
/// <param name="StartedAt">When a worker began it.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Problem">For a person: why it is not simply done.</param>
/// <param name="Drifted">Fields that were found much less often than in the good runs before, each with an example of a page; they were not written.</param>
public sealed record CatalogRun(
    string Status, long Found, long Queued, long Fetched, long NotModified, long Inserted, long Updated, long Unchanged, long Quarantined, long Failed,
    DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string? Problem, IReadOnlyDictionary<string, string> Drifted);

/// <summary>What to list of the catalogue.</summary>
public sealed record CatalogQuery
{
    [FromQuery(Name = "kind"), Text(1, 64), Description("Only items of this kind.")]
    public string? Kind { get; init; }

    [FromQuery(Name = "q"), Text(0, 500), Description("Only items that have every one of these words, whatever their endings.")]
    public string? Q { get; init; }
}
