using AspireCoach.Accounts;

namespace AspireCoach.Unit.Accounts;

public sealed class AccountInputTests
{
    [Theory]
    [InlineData(" Ann@Example.ORG ", "ann@example.org")]
    [InlineData("a+b.c@x.de", "a+b.c@x.de")]
    [InlineData("me@localhost", "me@localhost")]
    public void Addresses_are_trimmed_and_lowered(string text, string address) =>
        EmailAddress.Normalize(text).ShouldBe(address);

    [Theory]
    [InlineData("")]
    [InlineData("ann")]
    [InlineData("@example.org")]
    [InlineData("ann@")]
    [InlineData("ann@b@c.de")]
    [InlineData("ann@.de")]
    [InlineData("ann@x..de")]
    [InlineData("ann@x.de.")]
    [InlineData("an n@x.de")]
    [InlineData("ann@x.de\0")]
    public void What_cannot_be_an_address_is_refused(string text) => EmailAddress.Normalize(text).ShouldBeNull();

    [Fact]
    public void A_lone_surrogate_is_refused() => EmailAddress.Normalize("ann" + '\ud800' + "@x.de").ShouldBeNull();

    [Fact]
    public void An_address_has_254_characters_at_most_and_64_before_the_at()
    {
        EmailAddress.Normalize($"a@{new string('x', 252)}").ShouldNotBeNull();
        EmailAddress.Normalize($"a@{new string('x', 253)}").ShouldBeNull();
        EmailAddress.Normalize($"{new string('a', 64)}@x.de").ShouldNotBeNull();
        EmailAddress.Normalize($"{new string('a', 65)}@x.de").ShouldBeNull();
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("UTC")]
    [InlineData("Etc/UTC")]
    [InlineData("Asia/Calcutta")] // a link, which browsers still send
    public void Iana_zones_and_links_are_time_zones(string name) => new TimeZoneNameAttribute().IsValid(name).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("Mars/Base")]
    [InlineData("europe/berlin")]
    [InlineData("UTC+05:30")]
    [InlineData("W. Europe Standard Time")]
    [InlineData("../etc/passwd")]
    public void Other_names_are_no_time_zones(string name) => new TimeZoneNameAttribute().IsValid(name).ShouldBeFalse();
}
