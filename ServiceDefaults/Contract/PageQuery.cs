using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;

namespace AspireCoach.ServiceDefaults.Contract;

/// <summary>The paging parameters of a list endpoint; bind with <c>[AsParameters]</c>.</summary>
public sealed record PageQuery
{
    /// <summary>The page size where the caller names none.</summary>
    public const int DefaultLimit = 50;

    /// <summary>The largest page.</summary>
    public const int MaxLimit = 200;

    /// <summary>What to say of a cursor that <see cref="TryReadCursor"/> refuses.</summary>
    public const string ForeignCursor = "is none that this list gave";

    [FromQuery(Name = "limit"), Range(1, MaxLimit), DefaultValue(DefaultLimit), Description("How many items at most, 1 to 200.")]
    public int? Limit { get; init; }

    [FromQuery(Name = "cursor"), StringLength(500), Description("The nextCursor of the page before.")]
    public string? Cursor { get; init; }

    /// <summary>The page size to use.</summary>
    public int Size() => Limit ?? DefaultLimit;

    /// <summary>Reads the cursor, null where the caller sent none; false when what was sent is no cursor.</summary>
    public bool TryReadCursor(out PageCursor? cursor)
    {
        cursor = null;
        if (string.IsNullOrEmpty(Cursor))
        {
            return true;
        }

        var read = PageCursor.TryParse(Cursor, out var parsed);
        cursor = parsed;
        return read;
    }
}
