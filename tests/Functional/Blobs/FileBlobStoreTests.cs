using AspireCoach.AppHost.Local;
using AspireCoach.Blobs;
using AspireCoach.Blobs.Files;

namespace AspireCoach.Functional.Blobs;

/// <summary>What a folder has to bear that a server does not.</summary>
public sealed class FileBlobStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("coach-blobs-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_a_killed_process_left_half_written_is_removed_at_the_next_start_and_what_is_being_written_is_not()
    {
        var unfinished = Directory.CreateDirectory(Path.Combine(_folder, "unfinished")).FullName;
        await File.WriteAllTextAsync(Path.Combine(unfinished, "old"), "half", Cancel);
        File.SetLastWriteTimeUtc(Path.Combine(unfinished, "old"), TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));
        await File.WriteAllTextAsync(Path.Combine(unfinished, "new"), "half", Cancel);
        var store = new FileBlobStore(_folder, TimeProvider.System);
        await store.ReadyAsync(Cancel);
        Directory.GetFiles(unfinished).Select(Path.GetFileName).ShouldBe(["new"]);
        (await store.ListAsync("", null, Cancel)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Folders_that_have_become_empty_are_removed()
    {
        var store = new FileBlobStore(_folder, TimeProvider.System);
        await store.ReadyAsync(Cancel);
        await store.PutAsync("media/user/photo", new MemoryStream([1]), new("image/webp"), Cancel);
        Directory.GetFiles(_folder, "photo", SearchOption.AllDirectories).Length.ShouldBe(1);
        await store.DeleteAsync("media/user/photo", Cancel);
        Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName).ShouldBe(["unfinished"]);
    }

    [Fact]
    public async Task Writers_and_removers_of_one_folder_do_not_get_in_each_others_way()
    {
        var store = new FileBlobStore(_folder, TimeProvider.System);
        await store.ReadyAsync(Cancel);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            async () =>
            {
                for (var round = 0; round < 50; round++)
                {
                    await store.PutAsync($"media/user/{i}", new MemoryStream([1]), new("image/webp"), Cancel);
                    await store.DeleteAsync($"media/user/{i}", Cancel);
                }
            },
            Cancel)));
        (await store.ListAsync("", null, Cancel)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_folder_that_cannot_be_used_is_said_to_be_unavailable()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", Cancel);
        var store = new FileBlobStore(Path.Combine(file, "blobs"), TimeProvider.System);
        await Should.ThrowAsync<BlobUnavailableException>(() => store.ReadyAsync(Cancel));
        await Should.ThrowAsync<BlobUnavailableException>(() => store.PutAsync("a", new MemoryStream([1]), new("image/webp"), Cancel));
    }

    [Fact]
    public async Task On_a_full_disk_nothing_half_stored_is_left_and_what_was_there_stays()
    {
        var disk = Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName;
        var (code, output) = ProgramPath.Find("mount") is { } mount
            ? await ProgramPath.RunAsync(mount, ["-t", "tmpfs", "-o", "size=1m", "coach-test", disk], Cancel)
            : (1, "there is no mount");
        Assert.SkipWhen(code != 0, $"a small disk cannot be mounted here: {output}");
        try
        {
            var store = new FileBlobStore(disk, TimeProvider.System);
            await store.ReadyAsync(Cancel);
            await store.PutAsync("a", new MemoryStream(new byte[300_000]), new("image/webp"), Cancel);
            foreach (var said in (long?[])[null, 2_000_000])
            {
                foreach (var key in (string[])["a", "b"])
                {
                    await Should.ThrowAsync<BlobUnavailableException>(
                        () => store.PutAsync(key, new Trickle(new byte[2_000_000]), new("image/webp") { Length = said }, Cancel));
                }
            }

            (await store.ListAsync("", null, Cancel)).Items.ShouldHaveSingleItem().Length.ShouldBe(300_000);
            Directory.GetFiles(Path.Combine(disk, "unfinished")).ShouldBeEmpty();
            await store.PutAsync("b", new MemoryStream(new byte[300_000]), new("image/webp"), Cancel);
        }
        finally
        {
            await ProgramPath.RunAsync("umount", [disk], CancellationToken.None);
        }
    }
}
