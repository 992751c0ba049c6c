using System.Diagnostics;
using System.Diagnostics.Metrics;
using AspireCoach.Models.OpenAICompatible;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCoach.Models;

/// <summary>
/// The models by use: the only way in. Each client goes through its chain of endpoints and ends, where the options
/// allow it, at the offline coach; <c>ModelId</c> of a response or update says which model answered. All throw
/// <see cref="ModelUnavailableException"/> where none could.
/// </summary>
public sealed class ModelCatalog : IDisposable
{
    /// <summary>The offline coach's <c>ModelId</c>.</summary>
    public const string OfflineModelId = "offline-coach";

    private const int DefaultBatch = 64;

    private readonly Dictionary<(Uri Address, string Model), EndpointCircuit> _circuits = [];
    private readonly int _circuitAttempts;
    private readonly HttpClient _http;
    private readonly ILogger _logger;
    private readonly ModelMetrics _metrics;
    private readonly TimeProvider _time;

    /// <param name="options">Valid options.</param>
    /// <param name="offline">The model that needs no endpoint; the caller's to dispose of.</param>
    /// <param name="meters">Makes the meter <c>AspireCoach.Models</c>.</param>
    /// <param name="time">Measures time-outs, waits and durations.</param>
    /// <param name="logs">Gets what failed and why, never what was said.</param>
    public ModelCatalog(IOptions<ModelsOptions> options, IChatClient offline, IMeterFactory meters, TimeProvider time, ILoggerFactory logs)
    {
        _time = time;
        _logger = logs.CreateLogger(ModelMetrics.Name);
        _metrics = new ModelMetrics(meters);
        _http = new HttpClient(new SocketsHttpHandler
        {
            // The operator chose this address and no other.
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            MaxResponseHeadersLength = 64,
            MeterFactory = meters,
            // Providers are outside: our trace ids are none of their business.
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        var settings = options.Value;
        _circuitAttempts = settings.CircuitAttempts;
        var fallback = new MeteredChatClient(offline, new ChatClientMetadata("offline", null, OfflineModelId), _metrics, time);
        (Chat, ChatModel) = Build(settings.Chat, settings, fallback);
        ChatTakesPictures = ModelChain.Of(settings.Chat, settings.Chat).Any(endpoint => endpoint.Vision);
        (Rewrite, RewriteModel) = Build(settings.Rewrite, settings, fallback);
        (Extraction, ExtractionModel) = Build(settings.Extraction, settings, fallback);
        Embeddings = ModelChain.OfEmbeddings(settings) is { } embeddings ? Connect(embeddings, settings.Embeddings) : null;
    }

    /// <summary>Answers users and calls tools.</summary>
    public IChatClient Chat { get; }

    /// <summary>The name of the model that is asked first.</summary>
    public string ChatModel { get; }

    /// <summary>Whether any model that may answer users takes pictures; those that do not are not sent any.</summary>
    public bool ChatTakesPictures { get; }

    /// <summary>Makes a message self-contained.</summary>
    public IChatClient Rewrite { get; }

    /// <summary>The name of the model that is asked first.</summary>
    public string RewriteModel { get; }

    /// <summary>Distils facts from finished turns.</summary>
    public IChatClient Extraction { get; }

    /// <summary>The name of the model that is asked first.</summary>
    public string ExtractionModel { get; }

    /// <summary>
    /// Turns texts into vectors; null where no model is configured. Its <see cref="EmbeddingGeneratorMetadata"/> names the
    /// model; options with another <c>ModelId</c> ask the same endpoint for that one.
    /// </summary>
    public IEmbeddingGenerator<string, Embedding<float>>? Embeddings { get; }

    /// <summary>Whether the offline coach is all that answers users.</summary>
    public bool IsOffline => ChatModel == OfflineModelId;

    public void Dispose() => _http.Dispose();

    private (IChatClient Client, string Model) Build(ModelUseOptions use, ModelsOptions settings, IChatClient offline)
    {
        var endpoints = ModelChain.Of(use, settings.Chat);
        List<IChatClient> chain = [.. endpoints.Select(Connect)];
        if (settings.FallBackToOffline || chain.Count == 0)
        {
            chain.Add(offline);
        }

        return (new FallbackChatClient(chain, _logger), endpoints.Count > 0 ? endpoints[0].Model : OfflineModelId);
    }

    private MeteredChatClient Connect(ModelEndpoint endpoint)
    {
        var circuit = Circuit(endpoint);
        var attempts = new OpenAICompatibleChatClient(endpoint, _http, _time);
        var resilient = new ResilientChatClient(attempts, endpoint, circuit, _time, _logger);
        return new MeteredChatClient(resilient, new ChatClientMetadata(endpoint.Provider, endpoint.Address, endpoint.Model), _metrics, _time);
    }

    private ResilientEmbeddings Connect(ModelEndpoint endpoint, EmbeddingOptions options) => new(
        new OpenAICompatibleEmbeddings(endpoint, options.Dimensions, _http, _time),
        new EndpointAttempts(endpoint, Circuit(endpoint), _time, _logger),
        options.BatchSize ?? DefaultBatch,
        _metrics,
        _time,
        _logger);

    private EndpointCircuit Circuit(ModelEndpoint endpoint)
    {
        var key = (endpoint.Address, endpoint.Model);
        if (!_circuits.TryGetValue(key, out var circuit))
        {
            _circuits[key] = circuit = new EndpointCircuit(endpoint, _circuitAttempts, _time, _logger);
        }

        return circuit;
    }
}
