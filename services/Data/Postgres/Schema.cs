using System.Reflection;

namespace AspireCoach.Data.Postgres;

/// <summary>
/// A module's database schema: the .sql files embedded in its assembly, applied in the order of their names
/// (<c>001_messages.sql</c>), each once, each in a transaction of its own. A module registers one as a singleton.
/// </summary>
/// <param name="Name">The Postgres schema the module owns; created before its first file runs.</param>
/// <param name="Assembly">Where the files are embedded.</param>
/// <param name="Prefix">The embedded names' common beginning, e.g. <c>AspireCoach.Habits.</c>.</param>
public sealed record Schema(string Name, Assembly Assembly, string Prefix);
