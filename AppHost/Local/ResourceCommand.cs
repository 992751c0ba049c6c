namespace AspireCoach.AppHost.Local;

/// <summary>What can be done with a resource while the others run.</summary>
internal enum ResourceCommand
{
    Start,
    Stop,
    Restart,
}
