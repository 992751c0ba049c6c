using System.Buffers;
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Microsoft.Extensions.AI;
using EmbeddingClient = OpenAI.Embeddings.EmbeddingClient;

namespace AspireCoach.Models.OpenAICompatible;

/// <summary>
/// One attempt at one endpoint's POST /embeddings. What comes back is checked before it is used: as many vectors as texts,
/// in their order, all of one length and of finite numbers. Fails with <see cref="ModelEndpointException"/>.
/// </summary>
internal sealed class OpenAICompatibleEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int MostDimensions = 16_384;

    // A batch of 2,048 vectors of 3,072 numbers in decimal.
    private const long LargestAnswer = 128 * 1024 * 1024;

    private readonly EmbeddingClient _client;
    private readonly EmbeddingGeneratorMetadata _metadata;
    private readonly TimeProvider _time;

    public OpenAICompatibleEmbeddings(ModelEndpoint endpoint, int? dimensions, HttpClient http, TimeProvider time)
    {
        _time = time;
        _metadata = new EmbeddingGeneratorMetadata(endpoint.Provider, endpoint.Address, endpoint.Model, dimensions);
#pragma warning disable OPENAI001 // The constructor for endpoints without a key is marked experimental.
        _client = new EmbeddingClient(endpoint.Model, ProviderCall.Authentication(endpoint), ProviderCall.Options(endpoint, http));
#pragma warning restore OPENAI001
    }

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values as IReadOnlyList<string> ?? [.. values];
        var model = options?.ModelId ?? _metadata.DefaultModelId!;
        var dimensions = options is null ? _metadata.DefaultModelDimensions : options.Dimensions;
        using var content = BinaryContent.Create(Request(texts, model, dimensions));
        using var response = await ProviderCall.SendAsync(
            async call => (await _client.GenerateEmbeddingsAsync(content, call)).GetRawResponse(), _time, cancellationToken);
        return await ReadAsync(response, texts.Count, model, dimensions, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
    }

    private static BinaryData Request(IReadOnlyList<string> texts, string model, int? dimensions)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteStartArray("input");
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
        if (dimensions is { } count)
        {
            json.WriteNumber("dimensions", count);
        }

        json.WriteString("encoding_format", "float");
        json.WriteEndObject();
        json.Flush();
        return new BinaryData(buffer.WrittenMemory);
    }

    private static async Task<GeneratedEmbeddings<Embedding<float>>> ReadAsync(
        PipelineResponse response, int count, string model, int? dimensions, CancellationToken cancel)
    {
        try
        {
            using var answer = await JsonDocument.ParseAsync(new BoundedStream(response.ContentStream!, LargestAnswer), default, cancel);
            var vectors = new float[]?[count];
            foreach (var item in answer.RootElement.Items("data"))
            {
                var index = item.Number("index") ?? throw ModelEndpointException.Invalid("a vector without its index");
                if (index < 0 || index >= count || vectors[index] is not null)
                {
                    throw ModelEndpointException.Invalid("a vector that nobody asked for");
                }

                vectors[index] = Vector(item.Member("embedding"), dimensions ?? vectors.FirstOrDefault(known => known is not null)?.Length);
            }

            return new GeneratedEmbeddings<Embedding<float>>(vectors.Select(vector =>
                new Embedding<float>(vector ?? throw ModelEndpointException.Invalid("fewer vectors than texts")) { ModelId = model }))
            {
                Usage = answer.RootElement.Member("usage").Number("prompt_tokens") is { } tokens ? new UsageDetails { InputTokenCount = tokens } : null,
            };
        }
        catch (JsonException e)
        {
            throw ModelEndpointException.Invalid("no JSON", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw ModelEndpointException.Connection(e);
        }
    }

    private static float[] Vector(JsonElement numbers, int? dimensions)
    {
        var length = numbers.ValueKind == JsonValueKind.Array ? numbers.GetArrayLength() : 0;
        if (length is 0 or > MostDimensions || (dimensions is { } wanted && wanted != length))
        {
            throw ModelEndpointException.Invalid("a vector of the wrong length");
        }

        var vector = new float[length];
        var at = 0;
        var any = false;
        foreach (var number in numbers.EnumerateArray())
        {
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetSingle(out vector[at]) || !float.IsFinite(vector[at]))
            {
                throw ModelEndpointException.Invalid("a vector with something that is no finite number");
            }

            any |= vector[at++] != 0;
        }

        // It points nowhere: nothing is near it, and a comparison divides by its length.
        return any ? vector : throw ModelEndpointException.Invalid("a vector of zeros");
    }
}
