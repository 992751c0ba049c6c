namespace AspireCoach.Host.Commands;

/// <summary><c>coach roles</c>: prints the table.</summary>
internal static class RolesCommand
{
    public static int Run()
    {
        Console.WriteLine($"{Roles.All,-10} every role below, in one process");
        foreach (var role in Roles.Table)
        {
            Console.WriteLine($"{role.Name,-10} {role.Description}");
        }

        return 0;
    }
}
