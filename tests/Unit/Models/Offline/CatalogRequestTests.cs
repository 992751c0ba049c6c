using AspireCoach.Models.Offline;

namespace AspireCoach.Unit.Models.Offline;

public sealed class CatalogRequestTests
{
    [Theory]
    [InlineData("Which phone has the best battery?", "phone", "battery")]
    [InlineData("Recommend a recipe with lentils", "recipe", null)]
    [InlineData("Can you suggest some exercises for my back?", "exercise", null)]
    [InlineData("What phone has the most memory?", "phone", "memory")]
    public void What_asks_for_something_to_have_is_for_the_catalogue(string text, string kind, string? greatest)
    {
        var request = CatalogRequest.Read(text);

        request.ShouldNotBeNull();
        (request.Kind, request.Greatest).ShouldBe((kind, greatest));
    }

    [Theory]
    [InlineData("Hello")]
    [InlineData("What is my name?")]
    [InlineData("I did my best today")]
    public void Other_talk_is_not(string text) => CatalogRequest.Read(text).ShouldBeNull();
}
