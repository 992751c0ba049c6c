using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace AspireCoach.Functional.AppHost;

/// <summary>
/// Holds Program.cs to Aspire's published signatures where Aspire's packages cannot be had: it is compiled against the
/// public surface that the repository dotnet/aspire keeps in src/*/api/*.cs. ASPIRE_API_SOURCE names a clone of it, bare
/// or not, and ASPIRE_API_REVISION a revision other than HEAD.
/// </summary>
public sealed partial class AspireSignatureTests : IDisposable
{
    private static readonly string? Source = Environment.GetEnvironmentVariable("ASPIRE_API_SOURCE");
    private static readonly string[] Surfaces = ["Aspire.Hosting", "Aspire.Hosting.PostgreSQL", "Aspire.Hosting.Redis"];

    // The surface marks what is experimental, and uses it itself.
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <NoWarn>$(NoWarn);ASPIREPROBES001;ASPIREFILESYSTEM001;ASPIREPIPELINES001;ASPIREUSERSECRETS001;ASPIREINTERACTION001</NoWarn>
          </PropertyGroup>
          <ItemGroup>
            <FrameworkReference Include="Microsoft.AspNetCore.App" />
            <Using Include="Aspire.Hosting;Aspire.Hosting.ApplicationModel" />
          </ItemGroup>
        </Project>
        """;

    private const string Projects = """
        namespace Projects;

        public class Host : global::Aspire.Hosting.IProjectMetadata
        {
            public string ProjectPath => "";
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("coach-aspire-").FullName;

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "", null)]
    [InlineData("launchProfileName:", "launchProfile:", "CS1739")]
    [InlineData(".WithDataVolume()", ".WithDataVolumes()", "CS1061")]
    [InlineData(".WithReplicas(options.Replicas)", ".WithReplicas()", "CS7036")]
    public async Task Program_compiles_against_the_public_surface_of_Aspire_and_a_slip_in_it_does_not(string right, string slip, string? error)
    {
        Assert.SkipWhen(Source is null, "ASPIRE_API_SOURCE does not name a clone of dotnet/aspire");
        foreach (var surface in Surfaces)
        {
            await WriteAsync(surface + ".cs", WithBodies(await ReadSurfaceAsync(surface)));
        }

        var program = await File.ReadAllTextAsync(Path.Combine(AppHostDirectory(), "Program.cs"), Cancel);
        await WriteAsync("Program.cs", slip.Length == 0 ? program : program.Replace(right, slip, StringComparison.Ordinal));
        await WriteAsync("AppHostOptions.cs", await File.ReadAllTextAsync(Path.Combine(AppHostDirectory(), "AppHostOptions.cs"), Cancel));
        await WriteAsync("Projects.cs", Projects);
        await WriteAsync("Check.csproj", Project);

        var (exitCode, output) = await RunAsync("dotnet", "build", "-v", "q", "-nologo", "--disable-build-servers");

        if (error is null)
        {
            exitCode.ShouldBe(0, output);
        }
        else
        {
            output.ShouldContain($"error {error}");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>
    /// The published files lack the bodies of default implementations in interfaces, so a compiler would ask every class
    /// for them: each member of an interface gets one.
    /// </summary>
    private static string WithBodies(string surface) => InterfacePattern().Replace(
        surface,
        declaration => MemberEnd().Replace(
            GetSet().Replace(Get().Replace(declaration.Value, "{ get { throw null; } }"), "{ get { throw null; } set { } }"), "$1 { throw null; }"));

    private async Task<string> ReadSurfaceAsync(string name)
    {
        var revision = Environment.GetEnvironmentVariable("ASPIRE_API_REVISION") ?? "HEAD";
        var (exitCode, output) = await RunAsync("git", "-C", Source!, "show", $"{revision}:src/{name}/api/{name}.cs");
        exitCode.ShouldBe(0, output);
        return output;
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, output);
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder, name), text, Cancel);

    private static string AppHostDirectory() => typeof(global::Projects.AppHost).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "AppHostDirectory").Value!;

    [GeneratedRegex(@"^( +)public partial interface [^\n]*\n(?:(?!\1\{)[^\n]*\n)*\1\{\n.*?^\1\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex InterfacePattern();

    [GeneratedRegex(@"\{ get; \}")]
    private static partial Regex Get();

    [GeneratedRegex(@"\{ get; set; \}")]
    private static partial Regex GetSet();

    [GeneratedRegex(@"^( {8}.*\)|\s+where .*);$", RegexOptions.Multiline)]
    private static partial Regex MemberEnd();
}
