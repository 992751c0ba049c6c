namespace AspireCoach.Host.Commands;

/// <summary><c>coach help</c>.</summary>
internal static class HelpCommand
{
    public static int Run(TextWriter output)
    {
        output.WriteLine(
            """
            coach [--roles all|NAME,NAME]   serve and work as these roles (all where none are named)
            coach roles                     list the roles
            coach migrate                   bring the database to this program's schema, then end
            coach ask "QUESTION"            ask the coach as the demo user and print its answer
                [--url URL]                 where the platform runs (default: where AppHost says, or http://localhost:5080)
                [--email E --password P]    as somebody else
                [--conversation ID]         go on with a conversation
            coach trace REPLY-ID            where a reply's time went, stage by stage, as AppHost's page shows it
                [--url ADDRESS]             the page's address (default: that of the AppHost of this folder)
                [--all] [--json]            with database calls; for programs
            coach jobs dead [KIND]          list the jobs that were given up, with their problems
            coach jobs redrive KIND|ID      put them back into the queue
            coach ingest list [--json]      the sources of the catalogue, and what is wrong with their files
            coach ingest try SOURCE FILE-OR-URL [--json]
                                            what each field of a source (its name or its file) reads from a page
            coach ingest run SOURCE [--json] run a source of the catalogue and work on it until it ends
                [--wait]                    leave the work to others and wait for the end
                [--server]                  leave the work to others and do not wait
            coach eval retrieval|rewrite|extract --in FILE --out FILE
                                            measure quality through the code that serves users
            coach help                      this text

            Settings come from the environment, e.g. ConnectionStrings__coachdb, Models__Chat__Endpoint.
            """);
        return 0;
    }
}
