using System.Net;
using System.Security.Cryptography;
using AspireCoach.Blobs;

namespace AspireCoach.Functional.Blobs;

/// <summary>What a store of blobs promises, whether it is a folder or a real S3 server.</summary>
public sealed class BlobConformanceTests(BlobStores stores) : IClassFixture<BlobStores>
{
    private const int Part = 8 * 1024 * 1024;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> All => BlobStores.All;

    public static TheoryData<string, int> Sizes
    {
        get
        {
            TheoryData<string, int> data = [];
            foreach (var store in All)
            {
                foreach (var size in (int[])[0, 1, 100_000, Part - 1, Part, Part + 1, (2 * Part) + 12_345])
                {
                    data.Add(store.Data, size);
                }
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Sizes))]
    public async Task What_is_stored_is_read_again_bit_for_bit_whatever_its_size(string where, int size)
    {
        var store = await stores.OpenAsync(where);
        var bytes = RandomNumberGenerator.GetBytes(size);
        await store.PutAsync("some/blob.webp", new Trickle(bytes), new("image/webp") { Length = size, Sha256 = SHA256.HashData(bytes) }, Cancel);
        await store.PutAsync("some/other.webp", new Trickle(bytes), new("image/webp"), Cancel);
        (await ReadAsync(store, "some/blob.webp")).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        (await ReadAsync(store, "some/other.webp")).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        var info = (await store.StatAsync("some/blob.webp", Cancel)).ShouldNotBeNull();
        (info.Key, info.Length).ShouldBe(("some/blob.webp", size));
        info.LastModified.ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(2));
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_blob_takes_the_place_of_the_one_before(string where)
    {
        var store = await stores.OpenAsync(where);
        await PutAsync(store, "a", "the first, which is longer"u8.ToArray());
        await PutAsync(store, "a", "the second"u8.ToArray());
        (await ReadAsync(store, "a")).ShouldBe("the second"u8.ToArray());
    }

    [Theory, MemberData(nameof(All))]
    public async Task What_is_not_there_is_null_and_can_be_deleted(string where)
    {
        var store = await stores.OpenAsync(where);
        await PutAsync(store, "a/b", [1]);
        await store.DeleteAsync("a/b", Cancel);
        foreach (var key in (string[])["a/b", "a", "a/b/c", "never"])
        {
            (await store.OpenReadAsync(key, null, Cancel)).ShouldBeNull(key);
            (await store.OpenReadAsync(key, new BlobRange(0, 1), Cancel)).ShouldBeNull(key);
            (await store.StatAsync(key, Cancel)).ShouldBeNull(key);
            await store.DeleteAsync(key, Cancel);
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_range_gives_its_bytes_and_no_others(string where)
    {
        var store = await stores.OpenAsync(where);
        var bytes = RandomNumberGenerator.GetBytes(1_000);
        await PutAsync(store, "a", bytes);
        foreach (var (range, expected) in ((BlobRange, byte[])[])
            [
                (new(0, 2), bytes[..2]), (new(0, 1_000), bytes), (new(0, 5_000), bytes), (new(250, 500), bytes[250..750]),
                (new(999), bytes[999..]), (new(999, 1), bytes[999..]), (new(0), bytes),
            ])
        {
            await using var content = (await store.OpenReadAsync("a", range, Cancel)).ShouldNotBeNull();
            (content.Length, content.TotalLength).ShouldBe((expected.Length, 1_000));
            (await AllOfAsync(content)).ShouldBe(expected, $"{range}");
        }

        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => store.OpenReadAsync("a", new BlobRange(1_000), Cancel));
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_key_can_be_the_beginning_of_others(string where)
    {
        var store = await stores.OpenAsync(where);
        string[] keys = ["a", "a.webp", "a/a", "a/a/a", "a/b"];
        foreach (var key in keys)
        {
            await PutAsync(store, key, System.Text.Encoding.ASCII.GetBytes(key));
        }

        (await KeysAsync(store, "")).ShouldBe(keys);
        (await KeysAsync(store, "a/")).ShouldBe(["a/a", "a/a/a", "a/b"]);
        (await KeysAsync(store, "a/a")).ShouldBe(["a/a", "a/a/a"]);
        (await KeysAsync(store, "b")).ShouldBeEmpty();
        await store.DeleteAsync("a/a", Cancel);
        (await KeysAsync(store, "")).ShouldBe(["a", "a.webp", "a/a/a", "a/b"]);
        (await ReadAsync(store, "a/a/a")).ShouldBe("a/a/a"u8.ToArray());
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_listing_of_more_than_a_page_has_each_key_once(string where)
    {
        var store = await stores.OpenAsync(where);
        string[] keys = [.. Enumerable.Range(0, 1_005).Select(i => $"user-{i % 7}/photo-{i:0000}.webp").Order(StringComparer.Ordinal)];
        await Parallel.ForEachAsync(
            keys, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel }, async (key, _) => await PutAsync(store, key, [1, 2, 3]));

        (await store.ListAsync("", null, Cancel)).Items.Count.ShouldBe(1_000);
        (await KeysAsync(store, "")).ShouldBe(keys);
        (await KeysAsync(store, "user-3/")).ShouldBe(keys.Where(key => key.StartsWith("user-3/", StringComparison.Ordinal)));
        (await store.ListAsync("user-3/photo-0003", null, Cancel)).Items.ShouldHaveSingleItem().Length.ShouldBe(3);
    }

    [Theory, MemberData(nameof(All))]
    public async Task Bytes_that_are_not_those_that_were_said_are_not_stored(string where)
    {
        var store = await stores.OpenAsync(where);
        var before = "what was there"u8.ToArray();
        await PutAsync(store, "a", before);
        var small = RandomNumberGenerator.GetBytes(1_000);
        var large = RandomNumberGenerator.GetBytes(Part + 1_000);
        foreach (var (bytes, about) in ((byte[], BlobDescription)[])
            [
                (small, new("image/webp") { Sha256 = SHA256.HashData(large) }), (large, new("image/webp") { Sha256 = SHA256.HashData(small) }),
                (small, new("image/webp") { Length = 999 }), (small, new("image/webp") { Length = 1_001 }),
                (large, new("image/webp") { Length = Part + 1 }), (large, new("image/webp") { Length = 5 }),
            ])
        {
            await Should.ThrowAsync<InvalidDataException>(() => store.PutAsync("a", new Trickle(bytes), about, Cancel));
            await Should.ThrowAsync<InvalidDataException>(() => store.PutAsync("b", new Trickle(bytes), about, Cancel));
        }

        (await ReadAsync(store, "a")).ShouldBe(before);
        (await KeysAsync(store, "")).ShouldBe(["a"]);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_source_that_breaks_off_leaves_what_was_there(string where)
    {
        var store = await stores.OpenAsync(where);
        await PutAsync(store, "a", [7]);
        var bytes = RandomNumberGenerator.GetBytes(3 * Part);
        foreach (var at in (long[])[0, 100_000, Part + 100_000, (2 * Part) + 100_000])
        {
            foreach (var key in (string[])["a", "b"])
            {
                await Should.ThrowAsync<Trickle.BrokenOffException>(() => store.PutAsync(key, new Trickle(bytes, breaksAt: at), new("image/webp"), Cancel));
            }
        }

        (await ReadAsync(store, "a")).ShouldBe([7]);
        (await KeysAsync(store, "")).ShouldBe(["a"]);
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_put_that_is_cancelled_stores_nothing(string where)
    {
        var store = await stores.OpenAsync(where);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => store.PutAsync("a", new Trickle(new byte[100]), new("image/webp"), gone.Token));
        (await KeysAsync(store, "")).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(All))]
    public async Task Whoever_reads_while_it_is_replaced_gets_one_or_the_other_whole(string where)
    {
        Assert.SkipWhen(where == BlobStores.S3, "s3rver writes over the file that others are reading");
        var store = await stores.OpenAsync(where);
        byte[][] versions = [.. Enumerable.Range(0, 4).Select(i => Enumerable.Repeat((byte)i, 200_000 + i).ToArray())];
        await PutAsync(store, "a", versions[0]);
        var writing = Task.WhenAll(versions.Select(async version =>
        {
            for (var i = 0; i < 10; i++)
            {
                await PutAsync(store, "a", version);
            }
        }));
        while (!writing.IsCompleted)
        {
            var read = await ReadAsync(store, "a");
            read.AsSpan().SequenceEqual(versions[read[0]]).ShouldBeTrue();
        }

        await writing;
    }

    [Theory, MemberData(nameof(All))]
    public async Task Several_processes_can_make_it_ready_at_once_and_again(string where)
    {
        var store = stores.Create(where);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => store.ReadyAsync(Cancel)));
        await PutAsync(store, "a", [1]);
        await store.ReadyAsync(Cancel);
        (await ReadAsync(store, "a")).ShouldBe([1]);
    }

    [Theory, MemberData(nameof(All))]
    public async Task What_is_no_key_is_refused_before_anything_is_touched(string where)
    {
        var store = await stores.OpenAsync(where);
        foreach (var key in (string[])
            ["", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/..", ".a", "_a", "A", "a\\b", "a\0", "a b", "ä", "a\n", new string('a', 401), "c:/a"])
        {
            await Should.ThrowAsync<ArgumentException>(() => PutAsync(store, key, [1]), key);
            await Should.ThrowAsync<ArgumentException>(() => store.OpenReadAsync(key, null, Cancel), key);
            await Should.ThrowAsync<ArgumentException>(() => store.DeleteAsync(key, Cancel), key);
        }

        await Should.ThrowAsync<ArgumentException>(() => store.ListAsync("../", null, Cancel));
    }

    [Theory, MemberData(nameof(All))]
    public async Task A_presigned_address_serves_anybody_where_the_store_serves_at_all(string where)
    {
        var store = await stores.OpenAsync(where);
        await PutAsync(store, "some/photo.webp", [1, 2, 3]);
        if (store.Presign("some/photo.webp", TimeSpan.FromMinutes(1)) is not { } address)
        {
            where.ShouldBe(BlobStores.Files);
            return;
        }

        using var anybody = new HttpClient();
        using var answer = await anybody.GetAsync(address, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("image/webp");
        (await answer.Content.ReadAsByteArrayAsync(Cancel)).ShouldBe([1, 2, 3]);
        using var unsigned = await anybody.GetAsync(new Uri(address.GetLeftPart(UriPartial.Path) + "?X-Amz-Signature=00" + address.Query[1..].Replace("X-Amz-Signature=", "x=", StringComparison.Ordinal)), Cancel);
        unsigned.IsSuccessStatusCode.ShouldBeFalse();
    }

    private static Task PutAsync(IBlobStore store, string key, byte[] bytes) =>
        store.PutAsync(key, new MemoryStream(bytes), new("image/webp") { Length = bytes.Length, Sha256 = SHA256.HashData(bytes) }, Cancel);

    private static async Task<byte[]> ReadAsync(IBlobStore store, string key)
    {
        await using var content = (await store.OpenReadAsync(key, null, Cancel)).ShouldNotBeNull();
        var bytes = await AllOfAsync(content);
        (content.Length, content.TotalLength).ShouldBe((bytes.Length, bytes.Length));
        return bytes;
    }

    private static async Task<byte[]> AllOfAsync(BlobContent content)
    {
        using var memory = new MemoryStream();
        await content.Stream.CopyToAsync(memory, Cancel);
        return memory.ToArray();
    }

    private static async Task<List<string>> KeysAsync(IBlobStore store, string prefix)
    {
        List<string> keys = [];
        for (string? after = null; ;)
        {
            var page = await store.ListAsync(prefix, after, Cancel);
            keys.AddRange(page.Items.Select(item => item.Key));
            if ((after = page.Next) is null)
            {
                return [.. keys.Order(StringComparer.Ordinal)];
            }
        }
    }
}
