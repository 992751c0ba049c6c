using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using AspireCoach.Data.Idempotency;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace AspireCoach.Chat;

/// <summary>A conversation to begin.</summary>
[Example("""{"title": "My week"}""")]
public sealed record CreateConversation(
    [property: Text(1, 200), Description("What to call it.")] string? Title = null);

/// <summary>A message to the coach.</summary>
[Example("""{"text": "Why did I fail yesterday?"}""")]
public sealed record SendMessage(
    [property: Required, Text(1, 8_000), Description("What the user writes.")] string Text,
    [property: MaxLength(10), Description("Photos that go with it.")] IReadOnlyList<Guid>? MediaIds = null);

/// <summary>An accepted message.</summary>
/// <param name="Status">Always <c>queued</c>.</param>
/// <param name="PollAfterMs">When the first poll is worth while.</param>
public sealed record AcceptedMessage(Guid MessageId, Guid ReplyId, string Status, int PollAfterMs);

/// <summary>Conversations and their messages.</summary>
internal static class ConversationEndpoints
{
    /// <summary>What cursors of the list begin with: those of another list sorted by id alone are none of it.</summary>
    private const string ListKey = "conversations";

    public static void MapConversations(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/v1/conversations").RequireAuthorization().WithTags("Chat");
        group.MapPost("/", CreateAsync).Produces<Conversation>(StatusCodes.Status201Created)
            .WithSummary("Begins a conversation.");
        group.MapGet("/", ListAsync).WithSummary("Lists the user's conversations, newest first.");
        group.MapPost("/{id:guid}/messages", SendAsync).Produces<AcceptedMessage>(StatusCodes.Status202Accepted)
            .WithMetadata(new IdempotencyKeyMetadata { Required = true })
            .WithSummary("Sends a message; the coach's reply is polled.")
            .WithDescription("The message and the work to answer it are durable before the 202. Poll the Location.");
        group.MapGet("/{id:guid}/messages", MessagesAsync).WithSummary("Lists a conversation's messages, newest first.");
    }

    private static Task<IdempotentResult<Conversation>> CreateAsync(
        CreateConversation? request, UserSession session, HttpContext http, Idempotency idempotency, ConversationStore store) =>
        idempotency.RunAsync(http, request ?? new CreateConversation(null), async (transaction, cancel) =>
        {
            var conversation = await store.CreateAsync(transaction, session.UserId, request?.Title, cancel);
            return Outcome.Created($"/v1/conversations/{conversation.Id}", conversation);
        });

    private static async Task<Results<Ok<Page<Conversation>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page, UserSession session, ConversationStore store, CancellationToken cancel)
    {
        if (!page.TryReadCursor(out var before) || before is { Key: not ListKey })
        {
            return Problems.Invalid("cursor", PageQuery.ForeignCursor);
        }

        var rows = await store.ListAsync(session.UserId, before?.Id, page.Size(), cancel);
        return TypedResults.Ok(Page.From(rows, page.Size(), last => new PageCursor(ListKey, last.Id).ToString()));
    }

    private static async Task<IdempotentResult<AcceptedMessage>> SendAsync(
        Guid id, SendMessage request, UserSession session, HttpContext http, MessageStore store, Idempotency idempotency,
        ReplyBoard board, PollHint hint, ChatMetrics metrics, TimeProvider time, IOptions<JsonOptions> json)
    {
        if (IdempotencyKey.Read(http, session.UserId, out var key) is { } problem)
        {
            return Problems.Invalid(IdempotencyKey.Header, problem);
        }

        if (key is null)
        {
            return Problems.Invalid(IdempotencyKey.Header, "is required: a retry must not send the message twice");
        }

        var message = NewMessage.From(session, id, request.Text, request.MediaIds, time.GetUtcNow());
        var accepted = new AcceptedMessage(message.Id, message.ReplyId, "queued", hint.For(ReplyStatus.Queued, http));
        var response = new StoredResponse(
            StatusCodes.Status202Accepted,
            $"/v1/replies/{message.ReplyId}",
            JsonSerializer.SerializeToUtf8Bytes(accepted, json.Value.SerializerOptions));
        var fingerprint = idempotency.Fingerprint(request);
        if (message.MediaIds.Count > 0 && !await store.OwnsAsync(session.UserId, message.MediaIds, http.RequestAborted))
        {
            // What was accepted before is answered as before, though the photos may be gone by now.
            return await store.ReplayAsync<AcceptedMessage>(key, fingerprint, http.RequestAborted)
                ?? Problems.Invalid("mediaIds", "must be photos of the user's own");
        }

        switch (await store.AcceptAsync(key, fingerprint, response, message, http.RequestAborted))
        {
            case Acceptance.Accepted:
                metrics.Accepted();
                ReplySpans.About(message.ReplyId);
                board.Publish(ReplyState.Queued(message.ReplyId, session.UserId));
                return new IdempotentResult<AcceptedMessage>(response, replayed: false);
            case Acceptance.NoConversation:
                return Problems.NotFound("conversation");
            case Acceptance.KnownKey
                when await store.ReplayAsync<AcceptedMessage>(key, fingerprint, http.RequestAborted) is { } replay:
                metrics.Replayed();
                return replay;
            default:
                return Idempotency.Busy();
        }
    }

    private static async Task<Results<Ok<Page<Message>>, ProblemHttpResult>> MessagesAsync(
        Guid id, [AsParameters] PageQuery page, UserSession session, MessageStore store, CancellationToken cancel)
    {
        long entry = 0;
        if (!page.TryReadCursor(out var cursor)
            || (cursor is { Key: var key } && !long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out entry)))
        {
            return Problems.Invalid("cursor", PageQuery.ForeignCursor);
        }

        if (await store.ListAsync(id, session.UserId, cursor is null ? null : entry, page.Size(), cancel) is not { } rows)
        {
            return Problems.NotFound("conversation");
        }

        var answer = Page.From(rows, page.Size(), last => new PageCursor(last.Entry.ToString(CultureInfo.InvariantCulture), last.Message.Id).ToString());
        return TypedResults.Ok(new Page<Message>([.. answer.Items.Select(row => row.Message)], answer.NextCursor));
    }
}
