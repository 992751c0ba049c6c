using AspireCoach.AppHost.Local;

namespace AspireCoach.Unit.AppHost;

public sealed class TemporaryPlacesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("coach-places-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_dead_process_left_is_removed_by_the_next_that_starts()
    {
        // A dead process's lock is nobody's: only its file is there.
        var left = Place("left", marked: true);
        var never = Path.Combine(_root, "never-made");
        await File.WriteAllTextAsync(never + ".temporary", "", Cancel);

        await OwnAsync("mine");

        Directory.Exists(left).ShouldBeFalse();
        Directory.GetFiles(_root, "*.temporary").ShouldBe([Path.Combine(_root, "mine.temporary")]);
    }

    [Fact]
    public async Task What_somebody_owns_what_is_in_use_and_what_was_never_temporary_stays()
    {
        var (another, ending, kept) = (Place("another", marked: true), Place("ending", marked: true), Place("kept", marked: false));
        using var held = FolderLock.TryTake(another + ".temporary");
        held.ShouldNotBeNull();

        await OwnAsync("mine", place => place == ending);

        new[] { another, ending, kept }.ShouldAllBe(place => File.Exists(Path.Combine(place, "data")));
        await OwnAsync("mine", _ => false);
        Directory.Exists(ending).ShouldBeFalse("its server has ended meanwhile");
    }

    [Fact]
    public async Task What_was_temporary_and_is_kept_now_stays()
    {
        var kept = Place("kept", marked: true);

        await new TemporaryPlaces(_root).KeepAsync(kept, Cancel);
        await OwnAsync("mine");

        File.Exists(Path.Combine(kept, "data")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_process_owns_its_place_until_it_lets_go_of_it()
    {
        var mine = Place("mine", marked: false);
        await OwnAsync("mine");

        await OwnAsync("other");
        await OwnAsync("mine");
        File.Exists(Path.Combine(mine, "data")).ShouldBeTrue();

        TemporaryPlaces.Release(mine);
        File.Exists(mine + ".temporary").ShouldBeFalse();
    }

    public void Dispose()
    {
        foreach (var place in (string[])["mine", "other"])
        {
            TemporaryPlaces.Release(Path.Combine(_root, place));
        }

        Directory.Delete(_root, recursive: true);
    }

    private string Place(string name, bool marked)
    {
        var place = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
        File.WriteAllText(Path.Combine(place, "data"), "");
        if (marked)
        {
            File.WriteAllText(place + ".temporary", "");
        }

        return place;
    }

    private Task OwnAsync(string name, Func<string, bool>? isInUse = null) =>
        new TemporaryPlaces(_root).OwnAsync(Path.Combine(_root, name), isInUse ?? (_ => false), Cancel);
}
