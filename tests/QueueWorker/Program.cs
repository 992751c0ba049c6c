using AspireCoach.Data;
using AspireCoach.Data.Jobs;
using AspireCoach.QueueWorker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// A process that does nothing but run jobs, for the tests that kill it. It ends with whoever holds its standard input.
var builder = Host.CreateApplicationBuilder(args);
DataModule.Add(builder);
DataModule.AddWorkers(builder);
builder.Services.AddSingleton<IJobHandler, EffectHandler>();
using var host = builder.Build();
await host.StartAsync();
Console.WriteLine("started");
var ended = host.WaitForShutdownAsync();
await Task.WhenAny(ended, Console.In.ReadToEndAsync());
await host.StopAsync();
