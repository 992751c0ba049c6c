using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AspireCoach.Data.Postgres;
using AspireCoach.Host;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCoach.Unit.Architecture;

/// <summary>Who may know whom, read from the role table and the project files.</summary>
public sealed class BoundaryTests
{
    private static readonly string Root = FindRoot();

    private static IReadOnlyDictionary<string, string[]> References { get; } = Directory
        .GetFiles(Path.Combine(Root, "services"), "*.csproj", SearchOption.AllDirectories)
        .ToDictionary(
            file => Path.GetFileNameWithoutExtension(file),
            file => XDocument.Load(file).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
                .ToArray());

    /// <summary>The modules that run: those whose code a role adds or maps.</summary>
    private static HashSet<string> Running { get; } = Roles.Table
        .SelectMany(role => (Delegate?[])[role.Add, role.Map])
        .OfType<Delegate>()
        .Select(code => ProjectOf(code.Method.DeclaringType!.Assembly))
        .ToHashSet();

    [Fact]
    public void Every_role_runs_code_of_a_module()
    {
        Running.ShouldNotBeEmpty();
        Running.ShouldBeSubsetOf(References.Keys);
    }

    [Fact]
    public void Only_the_host_references_a_module_that_runs()
    {
        foreach (var (project, references) in References.Where(entry => entry.Key != "Host"))
        {
            references.Intersect(Running).ShouldBeEmpty($"{project} must meet other modules in the stores, through events or through tools");
        }

        References["Host"].ShouldBe([.. References.Keys.Where(project => project != "Host"), "ServiceDefaults"], ignoreOrder: true);
    }

    [Fact]
    public void ServiceDefaults_knows_no_module() =>
        XDocument.Load(Path.Combine(Root, "ServiceDefaults", "ServiceDefaults.csproj")).Descendants("ProjectReference").ShouldBeEmpty();

    /// <summary>A schema belongs to the project whose assembly registers it. Functions are a module's offer to others, tables are not.</summary>
    [Fact]
    public void The_tables_of_a_schema_are_touched_by_the_SQL_of_its_own_module_only()
    {
        // One statement accepts a message with its idempotency key: a second one would cost a round trip.
        string[] shared = ["Chat idempotency.keys"];
        var owners = CoachApplication.CreateBuilder().Services
            .Select(service => service.ImplementationInstance).OfType<Schema>()
            .ToDictionary(schema => schema.Name, schema => ProjectOf(schema.Assembly));
        owners.Values.ShouldBeSubsetOf(References.Keys);
        var tables = new Regex($@"\b(?:from|join|into|update|table|on|only|truncate)\s+({string.Join('|', owners.Keys)})\.(\w+)\b(?!\()", RegexOptions.IgnoreCase);

        List<string> touched = [];
        foreach (var project in References.Keys)
        {
            foreach (var file in SourcesOf(project))
            {
                touched.AddRange(tables.Matches(File.ReadAllText(file))
                    .Where(match => owners[match.Groups[1].Value.ToLowerInvariant()] != project)
                    .Select(match => $"{project} {match.Groups[1].Value}.{match.Groups[2].Value}"));
            }
        }

        touched.Distinct().ShouldBe(shared);
    }

    [Fact]
    public void A_running_module_owns_a_schema_of_its_own_name_or_none()
    {
        foreach (var schema in CoachApplication.CreateBuilder().Services.Select(service => service.ImplementationInstance).OfType<Schema>())
        {
            var project = ProjectOf(schema.Assembly);
            if (Running.Contains(project))
            {
                schema.Name.ShouldBe(project, StringCompareShould.IgnoreCase);
            }
        }
    }

    private static string ProjectOf(Assembly assembly) => assembly.GetName().Name!.Replace("AspireCoach.", "", StringComparison.Ordinal);

    private static IEnumerable<string> SourcesOf(string project)
    {
        var separator = Path.DirectorySeparatorChar;
        return Directory.GetFiles(Path.Combine(Root, "services", project), "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".sql"
                && !file.Contains($"{separator}obj{separator}") && !file.Contains($"{separator}bin{separator}"));
    }

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder!.FullName, "AspireCoach.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
