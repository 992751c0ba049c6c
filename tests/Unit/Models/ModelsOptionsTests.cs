using AspireCoach.Models;
using Microsoft.Extensions.Options;

namespace AspireCoach.Unit.Models;

public sealed class ModelsOptionsTests
{
    private static readonly (string, string)[] Chat = [("Chat:Endpoint", "http://localhost:1/v1"), ("Chat:Model", "big")];

    [Theory]
    [InlineData("Chat:Endpoint", "http://localhost:1/v1", "Models:Chat:Model is required when Models:Chat:Endpoint is set.")]
    [InlineData("Chat:Model", "big", "Models:Chat:Endpoint is required when Models:Chat:Model is set.")]
    [InlineData("Rewrite:ApiKey", "abc", "Models:Rewrite:Endpoint is required when Models:Rewrite:ApiKey is set.")]
    [InlineData("FallBackToOffline", "false", "Models:Chat:Endpoint is required when Models:FallBackToOffline is false.")]
    public async Task A_setting_that_needs_another_stops_the_start_and_names_both(string setting, string value, string error) =>
        (await StartErrorAsync((setting, value))).ShouldContain(error);

    [Theory]
    [InlineData("Chat:Endpoint", "localhost:11434/v1", "Models:Chat:Endpoint must be an absolute http or https address")]
    [InlineData("Chat:Endpoint", "/v1", "Models:Chat:Endpoint must be an absolute http or https address")]
    [InlineData("Chat:Endpoint", "ftp://localhost/v1", "Models:Chat:Endpoint must be an absolute http or https address")]
    [InlineData("Chat:Endpoint", "http://me:secret@localhost/v1", "Models:Chat:Endpoint must have no user, query or fragment")]
    [InlineData("Chat:ApiKey", "two words", "Models:Chat:ApiKey must be printable ASCII without spaces.")]
    [InlineData("Chat:TimeoutSeconds", "0", "Models:Chat:TimeoutSeconds is 0; it must be from 0.1 to 600.")]
    [InlineData("Chat:TimeoutSeconds", "NaN", "Models:Chat:TimeoutSeconds is NaN")]
    [InlineData("Rewrite:FirstTokenTimeoutSeconds", "601", "Models:Rewrite:FirstTokenTimeoutSeconds is 601; it must be from 0.1 to 600.")]
    [InlineData("Extraction:TokenTimeoutSeconds", "-1", "Models:Extraction:TokenTimeoutSeconds is -1")]
    [InlineData("Chat:MaxRetries", "11", "Models:Chat:MaxRetries is 11; it must be from 0 to 10.")]
    [InlineData("Chat:MaxOutputTokens", "0", "Models:Chat:MaxOutputTokens is 0; it must be from 1 to 1000000.")]
    [InlineData("Chat:Fallbacks:0:Model", "small", "Models:Chat:Fallbacks:0:Endpoint is required.")]
    [InlineData("Chat:Fallbacks:0:Endpoint", "http://localhost:2/v1", "Models:Chat:Fallbacks:0:Model is required when Models:Chat:Fallbacks:0:Endpoint is set.")]
    public async Task A_wrong_value_stops_the_start_and_is_named(string setting, string value, string error)
    {
        var settings = Chat.Where(s => s.Item1 != setting).Append((setting, value));
        var message = await StartErrorAsync([.. settings]);
        message.ShouldContain(error);
        message.ShouldNotContain("secret");
        message.ShouldNotContain("two words");
    }

    [Fact]
    public async Task Good_settings_start()
    {
        using var coach = Coach.Hurried([.. Chat, ("Rewrite:Model", "small"), ("Chat:Fallbacks:0:Endpoint", "https://b/v1"), ("Chat:Fallbacks:0:Model", "b")]);
        await coach.StartAsync();
        coach.Models.IsOffline.ShouldBeFalse();
        coach.Models.ChatModel.ShouldBe("big");
        coach.Models.RewriteModel.ShouldBe("small");
        coach.Models.ExtractionModel.ShouldBe("big");
    }

    [Fact]
    public async Task Without_settings_the_offline_coach_answers_and_says_so()
    {
        using var coach = Coach.Hurried();
        await coach.StartAsync();
        coach.Models.IsOffline.ShouldBeTrue();
        (await coach.AskAsync()).ModelId.ShouldBe("offline-coach");
        (await coach.StreamToEndAsync()).ModelId.ShouldBe("offline-coach");
    }

    [Fact]
    public void A_use_inherits_what_it_does_not_set()
    {
        var chat = new ModelUseOptions
        {
            Endpoint = "https://a.example/v1",
            Model = "big",
            ApiKey = "key-a",
            TimeoutSeconds = 40,
            Fallbacks = [new() { Endpoint = "https://b.example/v1", Model = "b" }],
        };
        var chain = ModelChain.Of(new ModelUseOptions { Model = "small", MaxRetries = 0 }, chat);

        chain.Count.ShouldBe(2);
        chain[0].Address.ShouldBe(new Uri("https://a.example/v1"));
        (chain[0].Model, chain[0].ApiKey, chain[0].Timeout, chain[0].MaxRetries).ShouldBe(("small", "key-a", TimeSpan.FromSeconds(40), 0));
        (chain[1].Model, chain[1].ApiKey, chain[1].Timeout, chain[1].MaxRetries).ShouldBe(("b", null, TimeSpan.FromSeconds(40), 2));
    }

    [Fact]
    public void A_key_is_never_sent_to_another_server()
    {
        var chat = new ModelUseOptions { Endpoint = "https://a.example/v1", Model = "big", ApiKey = "key-a" };
        var use = new ModelUseOptions
        {
            Endpoint = "https://c.example/v1",
            Model = "c",
            Fallbacks = [new() { Endpoint = "https://a.example/other/v1", Model = "a" }, new() { Endpoint = "http://a.example/v1", Model = "a" }],
        };
        ModelChain.Of(use, chat).Select(endpoint => endpoint.ApiKey).ShouldBe([null, "key-a", null]);

        // A key without an endpoint is meant for the inherited endpoint, not for the fallback.
        var keyed = new ModelUseOptions { ApiKey = "key-r", Fallbacks = [new() { Endpoint = "https://d.example/v1", Model = "d" }] };
        ModelChain.Of(keyed, chat).Select(endpoint => endpoint.ApiKey).ShouldBe(["key-r", null]);
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", "openai", "max_completion_tokens")]
    [InlineData("https://me.openai.azure.com/openai/v1/", "azure.ai.openai", "max_completion_tokens")]
    [InlineData("http://localhost:11434/v1", "openai_compatible", "max_tokens")]
    public void The_provider_is_told_by_its_address(string endpoint, string provider, string property)
    {
        var resolved = ModelChain.Of(new ModelUseOptions { Endpoint = endpoint, Model = "m" }, new ModelUseOptions())[0];
        resolved.Provider.ShouldBe(provider);
        resolved.MaxTokensProperty.ShouldBe(property);
    }

    [Fact]
    public void Options_do_not_show_the_key()
    {
        var use = new ModelUseOptions { Endpoint = "https://a.example/v1", Model = "big", ApiKey = "key-a" };
        use.ToString().ShouldNotContain("key-a");
        System.Text.Json.JsonSerializer.Serialize(use).ShouldNotContain("key-a");
        ModelChain.Of(use, use)[0].ToString().ShouldNotContain("key-a");
    }

    private static async Task<string> StartErrorAsync(params (string, string)[] settings)
    {
        using var coach = Coach.Hurried(settings);
        return (await Should.ThrowAsync<OptionsValidationException>(coach.StartAsync)).Message;
    }
}
