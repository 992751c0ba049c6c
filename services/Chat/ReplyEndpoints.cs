using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace AspireCoach.Chat;

/// <summary>What a poll answers.</summary>
/// <param name="Status">queued, working, streaming, done, failed or cancelled.</param>
/// <param name="Attempt">Grows when the reply was begun anew.</param>
/// <param name="Cursor">What to send with the next poll; it only grows.</param>
/// <param name="Text">What follows the cursor that was sent.</param>
/// <param name="Reset">True: throw away what you had, <paramref name="Text"/> is the whole text.</param>
/// <param name="Digest">SHA-256 of the whole text so far, in hex.</param>
/// <param name="PollAfterMs">When the next poll is worth while; 0 when nothing will change.</param>
/// <param name="Problem">Why there is no answer; null unless the status is failed.</param>
public sealed record ReplyPoll(
    Guid ReplyId,
    string Status,
    int Attempt,
    long Cursor,
    string Text,
    bool Reset,
    IReadOnlyList<ReplyStep> Steps,
    IReadOnlyList<ReplySource> Sources,
    string Digest,
    int PollAfterMs,
    ReplyProblem? Problem);

/// <summary>Polling and cancelling replies.</summary>
internal static class ReplyEndpoints
{
    private static readonly string[] StatusNames = ["queued", "working", "streaming", "done", "failed", "cancelled"];

    public static void MapReplies(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/v1/replies/{id:guid}").RequireAuthorization().WithTags("Chat");
        group.MapGet("/", PollAsync).Produces(StatusCodes.Status304NotModified)
            .WithSummary("Polls a reply.")
            .WithDescription("Prefer: wait=N (RFC 7240) holds the answer for at most N seconds until there is something new.");
        group.MapDelete("/", CancelAsync).WithSummary("Cancels a reply.");
    }

    private static async Task<Results<Ok<ReplyPoll>, StatusCodeHttpResult, ProblemHttpResult>> PollAsync(
        Guid id,
        [FromQuery, Range(0, long.MaxValue, ErrorMessage = "must be a whole number from 0 on."), Description("The cursor of an earlier poll; 0 gives everything.")] long? cursor,
        [FromHeader(Name = "If-None-Match"), Description("The ETag of an earlier poll: 304 when there is nothing new.")] string? ifNoneMatch,
        [FromHeader(Name = "Prefer"), Description("wait=N holds the answer for at most N seconds, 25 at most, until there is something new.")] string? prefer,
        UserSession session,
        HttpContext http,
        ReplyBoard board,
        PollHint hint,
        IOptions<ChatOptions> options,
        CancellationToken cancel)
    {
        var from = cursor ?? 0;
        var known = EntityTagHeaderValue.TryParseList([ifNoneMatch ?? ""], out var tags) ? tags : [];
        var wait = PreferredWait.Read(prefer, options.Value.MaxWaitSeconds);
        var state = wait is { } atMost
            ? await board.WaitAsync(id, session.UserId, from, reply => IsNew(reply, from, known), atMost, cancel)
            : await board.FindAsync(id, session.UserId, from, cancel);
        if (state is null)
        {
            return Problems.NotFound("reply");
        }

        ReplySpans.About(id);
        var tag = Tag(state);
        var headers = http.Response.Headers;
        headers.ETag = tag.ToString();
        headers.CacheControl = "private, no-cache";
        if (wait is { } granted)
        {
            headers["Preference-Applied"] = string.Create(CultureInfo.InvariantCulture, $"wait={granted.TotalSeconds:0}");
        }

        return IsAmong(known, tag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(Answer(state, from, hint.For(state.Status, http)));
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> CancelAsync(
        Guid id, UserSession session, ReplyStore store, ReplyBoard board, RunningReplies running, CancellationToken cancel)
    {
        if (!await store.CancelAsync(id, session.UserId, cancel))
        {
            return Problems.NotFound("reply");
        }

        board.Forget(id, session.UserId);
        await running.CancelAsync(id);
        return TypedResults.Accepted($"/v1/replies/{id}");
    }

    private static bool IsNew(ReplyState state, long cursor, IList<EntityTagHeaderValue> known) =>
        known.Count > 0 ? !IsAmong(known, Tag(state)) : state.IsFinal || state.End > cursor || cursor < state.Base;

    /// <summary>RFC 9110 section 13.1.2: <c>*</c> is any, and weak tags compare as strong ones.</summary>
    private static bool IsAmong(IList<EntityTagHeaderValue> known, EntityTagHeaderValue tag) =>
        known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(tag, useStrongComparison: false));

    private static EntityTagHeaderValue Tag(ReplyState state) => new(string.Create(CultureInfo.InvariantCulture, $"\"{state.Version}\""));

    private static ReplyPoll Answer(ReplyState state, long cursor, int pollAfterMs)
    {
        var (text, reset) = state.After(cursor);
        return new ReplyPoll(
            state.Id,
            StatusNames[(int)state.Status],
            state.Attempt,
            state.End,
            text,
            reset,
            state.Steps,
            state.Sources,
            state.Digest,
            pollAfterMs,
            state.Problem);
    }
}
