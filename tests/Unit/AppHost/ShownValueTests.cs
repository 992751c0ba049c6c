using AspireCoach.AppHost.Local.Page;

namespace AspireCoach.Unit.AppHost;

/// <summary>What the page shows of an environment.</summary>
public sealed class ShownValueTests
{
    [Theory]
    [InlineData("Models__Chat__ApiKey", "sk-123")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "x-otlp-api-key=abc")]
    [InlineData("Mcp__Servers__w__Token", "t")]
    [InlineData("SomePassword", "p")]
    [InlineData("ConnectionStrings__odd", "just some text")]
    [InlineData("ConnectionStrings__odd", "postgres://u:s3cret@h/db?sslmode=require")]
    [InlineData("ConnectionStrings__odd", "Password=\"unended")]
    public void What_is_called_a_secret_or_is_not_understood_is_not_shown(string name, string value) =>
        ShownValue.Of(name, value).ShouldBe((ShownValue.Mask, true));

    [Theory]
    [InlineData("Host=127.0.0.1;Port=5432;Username=postgres;Password=s3cret;Database=coachdb", "5432")]
    [InlineData("Host=db;Password=\"a;s3cret;Host=b\"", "db")]
    [InlineData("Host=db;PWD=s3cret", "db")]
    [InlineData("localhost:6379,password=s3cret,ssl=true", "localhost:6379")]
    [InlineData("localhost:6379,s3cret", "localhost:6379")]
    [InlineData("Endpoint=http://localhost:9000;AccessKey=s3cret;SecretKey=s3cret;Bucket=photos", "photos")]
    [InlineData("Endpoint=http://user:s3cret@localhost:6333;Key=s3cret", "localhost:6333")]
    [InlineData("Host=db;Passfile=/s3cret", "db")]
    public void Of_a_connection_string_only_what_is_harmless_is_shown(string value, string shown)
    {
        var (text, hidden) = ShownValue.Of("ConnectionStrings__it", value);

        text.ShouldContain(shown);
        text.ShouldNotContain("s3cret");
        hidden.ShouldBeTrue();
    }

    [Theory]
    [InlineData("http://u:s3cret@host/path")]
    [InlineData("postgres://s3cret@host/db")]
    [InlineData("https://host/path?sig=s3cret#x")]
    [InlineData("http://a:1;http://u:s3cret@b:2")]
    public void An_address_is_shown_without_user_and_query(string value)
    {
        ShownValue.Of("Some__Endpoint", value).Text.ShouldNotContain("s3cret");
        ShownValue.Of("Some__Endpoint", value).Text.ShouldContain("://");
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "http://localhost:5080")]
    [InlineData("ASPNETCORE_ENVIRONMENT", "Development")]
    [InlineData("Blobs__Folder", "/home/ana/coach/.coach/blobs")]
    public void What_is_no_secret_is_shown_as_it_is(string name, string value) => ShownValue.Of(name, value).ShouldBe((value, false));

    [Fact]
    public void A_parameter_that_is_secret_is_hidden_whatever_it_is_called() => ShownValue.Of("Harmless", "s3cret", isSecret: true).ShouldBe((ShownValue.Mask, true));
}
