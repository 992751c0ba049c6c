using System.Runtime.CompilerServices;
using System.Xml.Linq;
using AspireCoach.Host;

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
    private static IReadOnlySet<string> Running { get; } = Roles.Table
        .SelectMany(role => (Delegate?[])[role.Add, role.Map])
        .OfType<Delegate>()
        .Select(code => code.Method.DeclaringType!.Assembly.GetName().Name!.Replace("AspireCoach.", "", StringComparison.Ordinal))
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

    [Fact]
    public void A_module_names_no_other_modules_schema_in_its_SQL()
    {
        // Shared by contract: the queue, events, sessions and idempotent requests of Data.
        string[] own = ["accounts", "habits", "chat"];
        foreach (var module in Running)
        {
            var folder = Path.Combine(Root, "services", module);
            foreach (var file in Directory.GetFiles(folder, "*.*", SearchOption.AllDirectories)
                .Where(file => Path.GetExtension(file) is ".cs" or ".sql" && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")))
            {
                var text = File.ReadAllText(file);
                foreach (var schema in own.Where(schema => !schema.Equals(module, StringComparison.OrdinalIgnoreCase)))
                {
                    foreach (var verb in (string[])["from ", "join ", "into ", "update ", "table "])
                    {
                        text.ShouldNotContain($"{verb}{schema}.", Case.Insensitive, $"{file} reaches into {schema}");
                    }
                }
            }
        }
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
