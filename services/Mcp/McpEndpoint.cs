using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace AspireCoach.Mcp;

/// <summary>
/// <c>POST /mcp</c>: Streamable HTTP without sessions. Each request is a server of its own, so that any process can answer it;
/// there is nothing to GET and nothing to DELETE.
/// </summary>
internal static class McpEndpoint
{
    internal const string TokenItem = "aspirecoach.token";

    private const string VersionHeader = "MCP-Protocol-Version";

    /// <summary>Those that the SDK speaks.</summary>
    private static readonly string[] s_versions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"];

    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private static readonly MediaTypeHeaderValue s_events = new("text/event-stream");

    public static void MapMcp(this IEndpointRouteBuilder app) =>
        app.MapPost("/mcp", HandleAsync)
            .RequireAuthorization(SessionAuthentication.AnyToken)
            .WithTags("MCP")
            .WithSummary("Serves the Model Context Protocol: the tools over a user's own data")
            .WithDescription("Streamable HTTP, stateless: one JSON-RPC message a request, answered as an event stream. Takes a session's token or a personal access token.")
            .Accepts<JsonElement>("application/json")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .Produces(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status405MethodNotAllowed);

    private static async Task HandleAsync(HttpContext http, ToolServer tools, CallerCheck check)
    {
        var session = ((SessionPrincipal)http.User).Session;
        // The platform's own agent is no web page, and reaches this process by whatever name the cluster gives it.
        if (session.Kind != TokenKind.Agent && check.Problem(http.Request) is { } problem)
        {
            await Problems.Forbidden(problem).ExecuteAsync(http);
            return;
        }

        var accepted = http.Request.GetTypedHeaders().Accept;
        if (!accepted.Any(s_json.IsSubsetOf) || !accepted.Any(s_events.IsSubsetOf))
        {
            await RefuseAsync(http, StatusCodes.Status406NotAcceptable, McpErrorCode.InvalidRequest, "Accept both application/json and text/event-stream.");
            return;
        }

        if (!http.Request.HasJsonContentType())
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        if (http.Request.Headers[VersionHeader].ToString() is { Length: > 0 } version && !s_versions.Contains(version, StringComparer.Ordinal))
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, McpErrorCode.InvalidRequest, $"{VersionHeader} must be one of {string.Join(", ", s_versions)}.");
            return;
        }

        if (await ReadAsync(http) is { } message)
        {
            if (RequestParams.Problem(message) is { } wrong)
            {
                await RefuseAsync(http, StatusCodes.Status200OK, McpErrorCode.InvalidParams, wrong, ((JsonRpcRequest)message).Id);
                return;
            }


            await ServeAsync(http, tools, message);
        }
    }

    private static async Task<JsonRpcMessage?> ReadAsync(HttpContext http)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
            if (body.RootElement.ValueKind == JsonValueKind.Array)
            {
                await RefuseAsync(http, StatusCodes.Status400BadRequest, McpErrorCode.InvalidRequest, "Send one message a request; batches are no part of the protocol.");
                return null;
            }

            if (body.RootElement.Deserialize<JsonRpcMessage>(McpJsonUtilities.DefaultOptions) is { } message)
            {
                return message;
            }
        }
        catch (JsonException exception) when (exception.Path is null && exception.LineNumber is not null)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, McpErrorCode.ParseError, "The body is not valid JSON.");
            return null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
        }

        await RefuseAsync(http, StatusCodes.Status400BadRequest, McpErrorCode.InvalidRequest, "The body is no JSON-RPC 2.0 message.");
        return null;
    }

    private static async Task ServeAsync(HttpContext http, ToolServer tools, JsonRpcMessage message)
    {
        var cancel = http.RequestAborted;
        var token = SHA256.HashData(Encoding.UTF8.GetBytes(SessionAuthentication.BearerToken(http)!));
        message.Context = new JsonRpcMessageContext
        {
            User = http.User,
            ProtocolVersion = http.Request.Headers[VersionHeader].FirstOrDefault(),
            Items = new Dictionary<string, object?> { [TokenItem] = Convert.ToHexString(token) },
        };
        await using var transport = new StreamableHttpServerTransport { Stateless = true };
        await using var server = McpServer.Create(transport, tools.Protocol);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = server.RunAsync(over.Token);
        try
        {
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.CacheControl = "no-cache, no-store";
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            if (!await transport.HandlePostRequestAsync(message, http.Response.Body, cancel))
            {
                http.Response.ContentType = null;
                http.Response.StatusCode = StatusCodes.Status202Accepted;
            }
        }
        finally
        {
            await over.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static Task RefuseAsync(HttpContext http, int status, McpErrorCode code, string words, RequestId? id = null)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(
            new { jsonrpc = "2.0", id = id is { Id: { } known } ? known : null, error = new { code = (int)code, message = words } }, http.RequestAborted);
    }
}
