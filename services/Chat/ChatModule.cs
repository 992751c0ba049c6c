using AspireCoach.Chat.Agent;
using AspireCoach.Chat.Agent.Rewrite;
using AspireCoach.Data;
using AspireCoach.Data.Events;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using AspireCoach.Models.Tools;
using AspireCoach.ServiceDefaults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.Chat;

/// <summary>Conversations, and the agent that answers in them.</summary>
public static class ChatModule
{
    /// <summary>What both roles need: options, schema, stores and the poll state.</summary>
    public static void Add(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddSettings<ChatOptions>(ChatOptions.Section);
        services.AddValidation();
        services.AddSingleton(new Schema("chat", typeof(ChatModule).Assembly, "AspireCoach.Chat."));
        services.AddSingleton<ConversationStore>();
        services.AddSingleton<MessageStore>();
        services.AddSingleton<ReplyStore>();
        services.AddSingleton<SharedReplies>();
        services.AddHostedService(provider => provider.GetRequiredService<SharedReplies>());
        services.AddSingleton<ReplyBoard>();
        services.AddSingleton<PollHint>();
        services.AddSingleton<RunningReplies>();
        services.AddSingleton<ChatMetrics>();
        services.AddEventSubscription<AccountErased>(ChatErasure.Name);
    }

    /// <summary>The <c>chat</c> role's endpoints.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapConversations();
        app.MapReplies();
    }

    /// <summary>The rewrite step alone, which needs models and no store.</summary>
    public static void AddRewriter(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSettings<ChatOptions>(ChatOptions.Section);
        builder.Services.AddSingleton<MessageRewriter>();
    }

    /// <summary>The <c>agent</c> role: answers messages, and erases them.</summary>
    public static void AddAgent(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddSingleton<AnswerStore>();
        builder.AddToolbox();
        services.AddSingleton<AgentTools>();
        AddRewriter(builder);
        services.AddSingleton<RecallStep>();
        services.AddSingleton<TurnPhotos>();
        services.AddSingleton<ReplyWriter>();
        services.AddSingleton<CoachAgent>();
        services.AddSingleton<IJobHandler, AgentWorker>();
        services.AddEventHandler<AccountErased, ChatErasure>(ChatErasure.Name);
    }
}
