using System.Text.Json;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Catalog;

/// <summary><c>coach ingest list|try|run</c> as people and programs call it: what they print, and how they end.</summary>
public sealed class IngestCommandTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Devices = 6;
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private CatalogSite _site = null!;
    private SourceFolder _folder = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await CatalogSite.StartAsync(Devices, _cancel);
        _folder = new SourceFolder(_site);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task List_tells_the_sources_and_ends_with_1_where_a_file_is_wrong_by_its_line()
    {
        var (code, text) = await CoachAsync("list");
        code.ShouldBe(0);
        text.ShouldContain(SourceFolder.Phones);
        (code, text) = await CoachAsync("list", "--json");
        code.ShouldBe(0);
        using var listed = JsonDocument.Parse(text);
        var phones = listed.RootElement.GetProperty("sources").EnumerateArray().Single(source => source.GetProperty("name").GetString() == SourceFolder.Phones);
        phones.GetProperty("fields").EnumerateArray().Where(field => field.GetProperty("required").GetBoolean()).Select(field => field.GetProperty("name").GetString()).ShouldBe(["brand", "model"]);

        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "wrong.yaml"), "source: wrong\nkind: phone\nidentity: [nme]\nfields:\n  name: { from: h1, required: true }\n", _cancel);
        (code, text) = await CoachAsync("list", "--json");
        code.ShouldBe(1);
        using var wrong = JsonDocument.Parse(text);
        wrong.RootElement.GetProperty("problems").EnumerateArray().ShouldHaveSingleItem().GetString()!.ShouldContain("wrong.yaml:3:");
        wrong.RootElement.GetProperty("sources").GetArrayLength().ShouldBe(listed.RootElement.GetProperty("sources").GetArrayLength(), "the others are in force");
    }

    [Fact]
    public async Task Try_reads_a_page_and_ends_with_1_where_a_required_field_is_missing_and_with_2_where_there_is_no_page()
    {
        var (code, text) = await CoachAsync("try", SourceFolder.Phones, $"{_site.Url}/devices/3", "--json");
        code.ShouldBe(0);
        using var read = JsonDocument.Parse(text);
        var battery = read.RootElement.GetProperty("fields").GetProperty("battery");
        (battery.GetProperty("value").GetProperty("value").GetInt32(), battery.GetProperty("selectorIndex").GetInt32()).ShouldBe((4_003, 0));

        _site.Change(3, device => device with { IsSoft404 = true });
        (code, text) = await CoachAsync("try", SourceFolder.Phones, $"{_site.Url}/devices/3", "--json");
        code.ShouldBe(1);
        using var empty = JsonDocument.Parse(text);
        empty.RootElement.GetProperty("missingRequired").EnumerateArray().Select(name => name.GetString()).ShouldBe(["brand", "model"]);
        (await CoachAsync("try", SourceFolder.Phones, $"{_site.Url}/devices/3")).Text.ShouldContain("MISSING (required)");

        (code, text) = await CoachAsync("try", SourceFolder.Phones, $"{_site.Url}/devices/99");
        (code, text).ShouldSatisfyAllConditions(said => said.code.ShouldBe(2), said => said.text.ShouldContain("was not read"));
        (code, text) = await CoachAsync("try", SourceFolder.Phones, Path.Combine(_folder.Path, "none.html"));
        (code, text).ShouldSatisfyAllConditions(said => said.code.ShouldBe(2), said => said.text.ShouldContain("There is no file"));
        (code, text) = await CoachAsync("try", "nobody", $"{_site.Url}/devices/1");
        (code, text).ShouldSatisfyAllConditions(said => said.code.ShouldBe(2), said => said.text.ShouldContain($"There is no source 'nobody'"), said => said.text.ShouldContain(SourceFolder.Phones));
        (await CoachAsync("tri")).Code.ShouldBe(2);
    }

    [Fact]
    public async Task Run_works_on_a_source_until_it_ends_and_says_how_in_its_exit_code()
    {
        var database = await postgres.CreateDatabaseAsync(_cancel);
        var (code, text) = await RunAsync(database, ["run", SourceFolder.Phones, "--json"]);
        code.ShouldBe(0, text);
        using var done = JsonDocument.Parse(text);
        var run = done.RootElement.GetProperty("run");
        (run.GetProperty("status").GetString(), run.GetProperty("inserted").GetInt32()).ShouldBe(("done", Devices));

        (code, text) = await RunAsync(database, ["run", SourceFolder.Phones]);
        code.ShouldBe(0);
        text.ShouldContain("done: ");
        text.ShouldContain("0 new, 0 updated");

        _site.Instead = http =>
        {
            http.Response.StatusCode = 404;
            return Task.FromResult(true);
        };
        (code, text) = await RunAsync(database, ["run", SourceFolder.Phones, "--json"]);
        code.ShouldBe(1);
        using var failed = JsonDocument.Parse(text);
        failed.RootElement.GetProperty("run").GetProperty("status").GetString().ShouldBe("failed");

        (code, text) = await RunAsync(database, ["run", "nobody"]);
        (code, text).ShouldSatisfyAllConditions(said => said.code.ShouldBe(2), said => said.text.ShouldContain("There is no source 'nobody'"));
        (await RunAsync(database, ["run"])).Code.ShouldBe(2);
    }

    private Task<(int Code, string Text)> CoachAsync(params string[] arguments) => RunAsync("Host=127.0.0.1;Port=9;Username=nobody;Database=nothing", arguments);

    private async Task<(int Code, string Text)> RunAsync(string database, string[] arguments)
    {
        await using var coach = CoachProcess.Launch(
            database, ["ingest", .. arguments], settings: new Dictionary<string, string> { ["Catalog__Sources__0"] = _folder.Path, ["Catalog__UpkeepMilliseconds"] = "100", ["Catalog__RetryMilliseconds"] = "50" });
        var code = await coach.EndAsync(_cancel);
        return (code, coach.Log);
    }
}
