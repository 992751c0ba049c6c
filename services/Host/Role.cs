
namespace AspireCoach.Host;

/// <summary>Something a process can be.</summary>
/// <param name="Name">What <c>--roles</c> calls it.</param>
/// <param name="Description">One line for <c>coach roles</c>.</param>
/// <param name="Add">Registers what only this role runs; the handlers of its jobs among it. What modules share is registered in every process.</param>
/// <param name="Map">Maps its endpoints; null for workers.</param>
internal sealed record Role(string Name, string Description, Action<IHostApplicationBuilder>? Add, Action<IEndpointRouteBuilder>? Map);
