using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AspireCoach.Data.Idempotency;

/// <summary>Describes Idempotency-Key where it is taken: the header, and what an answer says of it.</summary>
internal static class IdempotencyDescription
{
    public static void Configure(OpenApiOptions options) =>
        options.AddOperationTransformer((operation, context, _) =>
        {
            var keys = context.Description.ActionDescriptor.EndpointMetadata.OfType<IdempotencyKeyMetadata>().ToArray();
            if (keys.Length > 0)
            {
                Describe(operation, keys.Any(key => key.Required));
            }

            return Task.CompletedTask;
        });

    private static void Describe(OpenApiOperation operation, bool required)
    {
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = IdempotencyKey.Header,
            In = ParameterLocation.Header,
            Required = required,
            Description = "Makes the request once however often it is sent: the same key and body give the stored answer again.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 255, Pattern = "^[!-~]+$" },
        });
        foreach (var response in operation.Responses!.Where(response => response.Key is "201" or "202").Select(response => response.Value))
        {
            if (response is OpenApiResponse { } made)
            {
                made.Headers ??= new Dictionary<string, IOpenApiHeader>();
                made.Headers["Location"] = Header("Where what was made or begun is found.");
                made.Headers["Idempotency-Replayed"] = Header("true when this answer has been given before.");
            }
        }
    }

    private static OpenApiHeader Header(string description) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
