using AspireCoach.Chat;
using Microsoft.Extensions.Primitives;

namespace AspireCoach.Unit.Chat;

public sealed class PreferredWaitTests
{
    [Theory]
    [InlineData("wait=5", 5)]
    [InlineData("Wait=5", 5)]
    [InlineData("respond-async, wait=10", 10)]
    [InlineData("wait = 7", 7)]
    [InlineData("wait=\"7\"", 7)]
    [InlineData("wait=7; foo=bar", 7)]
    [InlineData("wait=0", 0)]
    [InlineData("wait=100", 25)]
    [InlineData("wait=99999999999", 25)]
    public void A_wait_is_granted_up_to_the_longest(string header, int seconds) =>
        PreferredWait.Read(new StringValues(header), 25).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("")]
    [InlineData("wait")]
    [InlineData("wait=")]
    [InlineData("wait=-1")]
    [InlineData("wait=1.5")]
    [InlineData("wait=soon")]
    [InlineData("waiting=5")]
    [InlineData("handling=lenient")]
    public void What_is_not_understood_is_ignored(string header) => PreferredWait.Read(new StringValues(header), 25).ShouldBeNull();

    [Fact]
    public void The_preference_is_found_in_any_of_several_headers() =>
        PreferredWait.Read(new StringValues(["respond-async", "wait=3"]), 25).ShouldBe(TimeSpan.FromSeconds(3));
}
