using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AspireCoach.Models.Offline;

/// <summary>What the tools returned since the user's message. Anything that is not as expected is left out, not guessed.</summary>
internal sealed class ToolResults
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<DateOnly, LogEntry>> _log = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _logged = new(StringComparer.Ordinal);

    /// <summary>How many calls there were.</summary>
    public int Calls { get; private set; }

    public List<HabitRow> Habits { get; } = [];

    public List<StreakRow> Streaks { get; } = [];

    public List<CheckInRow> CheckIns { get; } = [];

    public List<JournalEntry> Journal { get; } = [];

    public List<CatalogRow> Catalog { get; } = [];

    /// <summary>The entry that was just written.</summary>
    public JournalEntry? Written { get; private set; }

    public List<ToolFailure> Failures { get; } = [];

    public IEnumerable<LoggedHabit> Log => _logged.Select(habit => new LoggedHabit(habit.Key, habit.Value, [.. _log[habit.Key].Values]));

    public bool WasCalled(string tool) => _names.ContainsValue(tool);

    /// <summary>True when the tool returned something other than an error.</summary>
    public bool Has(string tool) => _answered.Contains(tool);

    public void Called(FunctionCallContent call)
    {
        Calls++;
        _names[call.CallId] = call.Name;
    }

    public void Returned(FunctionResultContent result)
    {
        var tool = _names.GetValueOrDefault(result.CallId, "");
        if (result.Exception is not null || Json(result.Result) is not { ValueKind: JsonValueKind.Object } json)
        {
            Failures.Add(new ToolFailure(tool, "it gave no readable result"));
            return;
        }

        if (json.TryGetProperty("error", out var error))
        {
            Failures.Add(new ToolFailure(tool, error.ValueKind == JsonValueKind.String ? error.GetString()! : "it failed"));
            return;
        }

        _answered.Add(tool);
        switch (tool)
        {
            case OfflineTools.GetHabits:
                Habits.AddRange(Rows(json, "habits").Select(row => new HabitRow(
                    Text(row, "id") ?? "", Text(row, "name") ?? "", [.. Rows(row, "days").Where(day => day.ValueKind == JsonValueKind.String).Select(day => day.GetString()!)],
                    Text(row, "unit"), Whole(row, "currentStreak"), Whole(row, "longestStreak"))).Where(row => row.Name.Length > 0));
                break;
            case OfflineTools.GetHabitLog:
                foreach (var habit in Rows(json, "habits"))
                {
                    AddLog(habit);
                }

                break;
            case OfflineTools.GetStreak:
                Streaks.Add(new StreakRow(Text(json, "habitId") ?? "", Text(json, "name") ?? "", Whole(json, "current") ?? 0, Whole(json, "longest") ?? 0, Day(json, "lastDone")));
                break;
            case OfflineTools.CheckIn when Day(json, "date") is { } date:
                CheckIns.Add(new CheckInRow(Text(json, "name") ?? "", date, Flag(json, "done") ?? false, Amount(json)));
                break;
            case OfflineTools.SearchJournal:
                Journal.AddRange(Rows(json, "entries").Where(row => Day(row, "date") is not null && Text(row, "text") is not null)
                    .Select(row => new JournalEntry(Day(row, "date")!.Value, Text(row, "text")!)));
                break;
            case OfflineTools.SearchCatalog:
                Catalog.AddRange(Rows(json, "items").Select(row => CatalogItems.Read(row)).OfType<CatalogRow>());
                break;
            case OfflineTools.AddJournalEntry when Day(json, "date") is { } date:
                Written = new JournalEntry(date, Text(json, "text") ?? "");
                break;
        }
    }

    private void AddLog(JsonElement habit)
    {
        if (Text(habit, "id") is not { } id || Text(habit, "name") is not { } name)
        {
            return;
        }

        _logged.TryAdd(id, name);
        var days = _log.TryGetValue(id, out var known) ? known : _log[id] = [];
        foreach (var entry in Rows(habit, "entries"))
        {
            if (Day(entry, "date") is { } date)
            {
                days[date] = new LogEntry(date, Flag(entry, "scheduled") ?? false, Flag(entry, "done"), Amount(entry), Text(entry, "note"));
            }
        }
    }

    private static JsonElement? Json(object? result)
    {
        try
        {
            return result switch
            {
                string text => JsonSerializer.Deserialize<JsonElement>(text),
                JsonElement { ValueKind: JsonValueKind.String } text => JsonSerializer.Deserialize<JsonElement>(text.GetString()!),
                JsonElement element => element,
                null => null,
                _ => JsonSerializer.SerializeToElement(result, JsonSerializerOptions.Web),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement Value(JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var value) ? value : default;

    private static JsonElement.ArrayEnumerator Rows(JsonElement row, string name) =>
        Value(row, name) is { ValueKind: JsonValueKind.Array } rows ? rows.EnumerateArray() : default;

    private static string? Text(JsonElement row, string name) =>
        Value(row, name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value ? value : null;

    private static bool? Flag(JsonElement row, string name) =>
        Value(row, name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag ? flag.GetBoolean() : null;

    private static int? Whole(JsonElement row, string name) =>
        Value(row, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : null;

    private static decimal? Amount(JsonElement row) =>
        Value(row, "amount") is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var value) ? value : null;

    private static DateOnly? Day(JsonElement row, string name) =>
        Text(row, name) is { } text && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
