using AspireCoach.AppHost.Local;

namespace AspireCoach.Unit.AppHost;

public sealed class RunnerPartsTests
{
    [Theory]
    [InlineData("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15)]
    [InlineData("postgres (PostgreSQL) 18.4", 18)]
    [InlineData("postgres (PostgreSQL) 19beta1", 19)]
    [InlineData("postgres: command not found", null)]
    public void The_major_version_is_read_from_what_the_server_prints(string printed, int? major)
    {
        EmbeddedPostgresServer.ParseMajor(printed).ShouldBe(major);
    }

    [Fact]
    public void The_place_of_data_that_root_keeps_elsewhere_depends_on_the_folder_alone()
    {
        EmbeddedPostgresFolder.RootPlace("/root/a/.coach/postgres").ShouldBe(EmbeddedPostgresFolder.RootPlace("/root/a/.coach/postgres"));
        EmbeddedPostgresFolder.RootPlace("/root/b/.coach/postgres").ShouldNotBe(EmbeddedPostgresFolder.RootPlace("/root/a/.coach/postgres"));
    }

    [Fact]
    public void Pauses_between_restarts_double_from_half_a_second_to_fifteen()
    {
        Enumerable.Range(0, 7).Select(attempt => ResourceRunner.PauseBefore(attempt).TotalSeconds).ShouldBe([0.5, 1, 2, 4, 8, 15, 15]);
        ResourceRunner.PauseBefore(int.MaxValue).TotalSeconds.ShouldBe(15);
    }

    [Fact]
    public void A_log_is_set_aside_when_it_reaches_its_bound_and_its_end_is_at_hand()
    {
        var folder = Directory.CreateTempSubdirectory("coach-log-").FullName;
        try
        {
            using var log = new ResourceLog(folder, "coach", bound: 1000);
            for (var i = 0; i < 1000; i++)
            {
                log.Write($"line {i}");
            }

            new DirectoryInfo(folder).EnumerateFiles().Select(file => file.Name).ShouldBe(["coach.log", "coach.log.1"], ignoreOrder: true);
            new DirectoryInfo(folder).EnumerateFiles().ShouldAllBe(file => file.Length <= 1010);
            log.Tail().ShouldEndWith("line 998\n    line 999");
            log.Tail().ShouldNotContain("line 979");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Only_one_holder_has_a_folder()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using (var first = FolderLock.TryTake(path))
            {
                first.ShouldNotBeNull();
                FolderLock.TryTake(path).ShouldBeNull();
            }

            using var next = FolderLock.TryTake(path);
            next.ShouldNotBeNull();
        }
        finally
        {
            File.Delete(path);
        }
    }
}
