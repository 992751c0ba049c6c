using AspireCoach.Accounts;
using AspireCoach.Catalog;
using AspireCoach.Chat;
using AspireCoach.Habits;
using AspireCoach.Media;
using AspireCoach.Mcp;
using AspireCoach.Memory;

namespace AspireCoach.Host;

/// <summary>The one table of what this program can be.</summary>
internal static class Roles
{
    public const string All = "all";

    public static IReadOnlyList<Role> Table { get; } =
    [
        new("accounts", "sign-up, sign-in, the own account and its erasure", AccountsModule.AddJobs, AccountsModule.Map),
        new("habits", "goals, habits, check-ins, streaks, journal", HabitsModule.AddJobs, HabitsModule.Map),
        new("chat", "conversations: accepts messages, serves polls", null, ChatModule.Map),
        new("memory", "what the coach knows of a user: facts and search", null, MemoryModule.Map),
        new("media", "photos: converts, stores and serves them", MediaModule.AddJobs, MediaModule.Map),
        new("catalog", "what the ingestion pipeline found: items, their changes, sources and runs", null, CatalogModule.Map),
        new("mcp", "the tools of all of these, for MCP clients and for agents", McpModule.AddServer, McpModule.Map),
        new("agent", "worker: answers messages", ChatModule.AddAgent, null),
        new("extraction", "worker: indexes what was said, distils facts from it", MemoryModule.AddExtraction, null),
        new("ingestion", "worker: keeps the catalogue up to date from its sources", CatalogModule.AddIngestion, null),
    ];

    /// <summary>The roles that a comma-separated list names; <c>all</c> is every one.</summary>
    /// <exception cref="CommandLineException">A name is unknown, given twice, or missing.</exception>
    public static IReadOnlyList<Role> Parse(string list)
    {
        var names = list.Split(',', StringSplitOptions.TrimEntries);
        if (names is [All])
        {
            return Table;
        }

        List<Role> roles = [];
        foreach (var name in names)
        {
            if (name == All)
            {
                throw new CommandLineException($"The role '{All}' is every role, and stands alone.");
            }

            var role = Table.FirstOrDefault(role => role.Name == name)
                ?? throw new CommandLineException($"There is no role '{name}'. The roles are: {All}, {string.Join(", ", Table.Select(known => known.Name))}.");
            if (roles.Contains(role))
            {
                throw new CommandLineException($"The role '{name}' is given twice.");
            }

            roles.Add(role);
        }

        return roles;
    }

    public static bool IsAll(IReadOnlyList<Role> roles) => roles.Count == Table.Count;
}
