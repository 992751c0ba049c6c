using AspireCoach.Host;

namespace AspireCoach.Unit.Host;

public sealed class RolesTests
{
    [Fact]
    public void All_is_every_role() => Roles.IsAll(Roles.Parse("all")).ShouldBeTrue();

    [Fact]
    public void Roles_are_named_in_any_order_with_spaces_between() =>
        Roles.Parse("chat, accounts").Select(role => role.Name).ShouldBe(["chat", "accounts"]);

    [Fact]
    public void Every_role_named_is_as_good_as_all() =>
        Roles.IsAll(Roles.Parse(string.Join(',', Roles.Table.Select(role => role.Name)))).ShouldBeTrue();

    [Theory]
    [InlineData("chatt")]
    [InlineData("")]
    [InlineData("chat,")]
    public void An_unknown_role_is_an_error_that_lists_the_known(string list)
    {
        var message = Should.Throw<CommandLineException>(() => Roles.Parse(list)).Message;
        foreach (var role in Roles.Table)
        {
            message.ShouldContain(role.Name);
        }
    }

    [Theory]
    [InlineData("all,chat")]
    [InlineData("chat,all")]
    [InlineData("all,all")]
    public void All_stands_alone(string list) => Should.Throw<CommandLineException>(() => Roles.Parse(list)).Message.ShouldContain("alone");

    [Fact]
    public void A_role_given_twice_is_an_error() =>
        Should.Throw<CommandLineException>(() => Roles.Parse("chat,chat")).Message.ShouldContain("twice");
}
