using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace AspireCoach.Mcp;

/// <summary>
/// Looks at the params of a request before the SDK does, which takes what it cannot read for a fault of the server
/// (-32603) and not of the caller (-32602).
/// </summary>
internal static class RequestParams
{
    /// <returns>What is wrong, for a person; null where nothing is, or the method has no params that are looked at.</returns>
    public static string? Problem(JsonRpcMessage message)
    {
        if (message is not JsonRpcRequest request)
        {
            return null;
        }

        try
        {
            return request.Method switch
            {
                RequestMethods.ToolsCall => Read<CallToolRequestParams>(request) is { Name: not null } ? null : "params must be an object with the tool's name.",
                RequestMethods.ToolsList => request.Params is null || Read<ListToolsRequestParams>(request) is not null ? null : "params must be an object.",
                RequestMethods.Initialize => Read<InitializeRequestParams>(request) is not null ? null : "params must be an object.",
                _ => null,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or NotSupportedException)
        {
            return request.Method switch
            {
                RequestMethods.ToolsCall => "params must be an object with the tool's name, and its arguments as an object.",
                RequestMethods.Initialize => "params must be an object with protocolVersion, capabilities and clientInfo.",
                _ => "params must be an object as the protocol has it.",
            };
        }
    }

    private static T? Read<T>(JsonRpcRequest request)
        where T : class => request.Params.Deserialize<T>(McpJsonUtilities.DefaultOptions);
}
