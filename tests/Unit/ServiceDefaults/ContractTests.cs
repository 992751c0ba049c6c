using AspireCoach.ServiceDefaults.Contract;
using FsCheck;
using FsCheck.Fluent;

namespace AspireCoach.Unit.ServiceDefaults;

public sealed class ContractTests
{
    [Fact]
    public void A_cursor_comes_back_as_it_was_sent() =>
        Prop.ForAll<DateTime, Guid>((instant, id) =>
        {
            var at = new DateTimeOffset(DateTime.SpecifyKind(instant, DateTimeKind.Utc));
            PageCursor.TryParse(PageCursor.At(at, id).ToString(), out var cursor).ShouldBeTrue();
            cursor.TryGetInstant(out var key).ShouldBeTrue();
            key.ShouldBe(at);
            cursor.Id.ShouldBe(id);

            var day = DateOnly.FromDateTime(instant);
            PageCursor.TryParse(PageCursor.At(day, id).ToString(), out cursor).ShouldBeTrue();
            cursor.TryGetDay(out var date).ShouldBeTrue();
            date.ShouldBe(day);
            cursor.TryGetInstant(out _).ShouldBeFalse();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_whatever_makes_the_cursor_throw() =>
        Prop.ForAll<string?>(text => { _ = PageCursor.TryParse(text ?? "", out _); }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("YQ")]
    [InlineData("fA")]
    public void What_is_no_cursor_is_refused(string text) => PageCursor.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void A_cursor_longer_than_any_we_make_is_refused() => PageCursor.TryParse(new string('A', 501), out _).ShouldBeFalse();

    [Fact]
    public void Text_is_taken_exactly_when_it_survives_UTF8_and_has_the_length()
    {
        var piece = Gen.Elements("a", "é", "🙂", "\0", "\ud83d", "\ude42", " ", "\n");
        var text = Gen.Choose(0, 12).SelectMany(n => Gen.ListOf(piece, n)).Select(pieces => string.Concat(pieces));
        Prop.ForAll(text.ToArbitrary(), t =>
        {
            var survives = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(t)) == t;
            var expected = survives && t.Length is >= 1 and <= 10 && t.Trim().Length > 0 && !t.Contains('\0', StringComparison.Ordinal);
            (new TextAttribute(1, 10).Problem(t) is null).ShouldBe(expected, $"for '{t}'");
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Blank_text_is_taken_where_none_is_needed() => new TextAttribute(0, 10).Problem("  ").ShouldBeNull();

    [Fact]
    public void A_page_has_a_next_one_exactly_when_a_row_more_was_found()
    {
        Page.From([1, 2, 3], 3, i => $"after {i}").ShouldSatisfyAllConditions(p => p.Items.ShouldBe([1, 2, 3]), p => p.NextCursor.ShouldBeNull());
        Page.From([1, 2, 3], 2, i => $"after {i}").ShouldSatisfyAllConditions(p => p.Items.ShouldBe([1, 2]), p => p.NextCursor.ShouldBe("after 2"));
    }
}
