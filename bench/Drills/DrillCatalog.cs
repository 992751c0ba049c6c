namespace AspireCoach.Bench.Drills;

/// <summary>The one table of what can be broken; each shipped alert has its drill.</summary>
internal static class DrillCatalog
{
    public static IReadOnlyList<Drill> All { get; } =
    [
        new("PostgresDown", "Postgres is stopped", StoreDrills.PostgresAsync),
        new("RedisDown", "Redis is killed", StoreDrills.RedisAsync),
        new("BlobStoreDown", "the S3 store is stopped", StoreDrills.BlobsAsync),
        new("QdrantDown", "Qdrant (a double of it) is stopped", StoreDrills.QdrantAsync),
        new("VectorSearchSlow", "Qdrant (a double of it) takes 0.8 s for a search", StoreDrills.SlowQdrantAsync),
        // Prometheus finds its first targets after 5 s.
        new("CoachMissing", "the only process is killed", ProcessDrills.OnlyOneAsync) { Faster = 5 },
        new("TargetMissing", "one of two processes is killed", ProcessDrills.OneOfTwoAsync),
        new("ReplyQueueOld", "the agent is killed, and a message is sent", ProcessDrills.NoAgentAsync),
        new("JobQueueOld", "what extracts is killed, and its job has waited for an hour", ProcessDrills.NoExtractionAsync),
        new("DeadLetters", "a table of facts is gone while facts are extracted", ProcessDrills.DeadLettersAsync),
        new("AcceptedMessageGivenUp", "a table of replies is gone while a message is answered", ProcessDrills.GivenUpAsync),
        new("ApiErrorRate", "the table of habits is gone", RequestDrills.ApiErrorsAsync),
        new("SloBurnFast", "one poll in four fails", platform => RequestDrills.PollErrorsAsync(platform, every: 4)),
        new("SloBurnSlow", "one poll in a hundred fails", platform => RequestDrills.PollErrorsAsync(platform, every: 100)) { Faster = 60 },
        new("SloBurnLong", "three polls in a thousand fail", platform => RequestDrills.PollErrorsAsync(platform, every: 333)) { Faster = 720 },
        new("ModelErrors", "the model (a double of one) answers 500", ModelDrills.ErrorsAsync),
        new("TokenBudget", "the model (a double of one) uses 3,000,000 tokens an answer", ModelDrills.TokensAsync) { Faster = 2_880 },
        new("ToolSlow", "the table that search_journal reads is locked again and again for 4 s", ModelDrills.SlowToolAsync),
        new("FieldDrift", "a site is redesigned", SourceDrill.RedesignAsync),
        new("Watchdog", "Prometheus is stopped", ProcessDrills.NoPrometheusAsync),
    ];
}
