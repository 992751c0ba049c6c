namespace AspireCoach.ServiceDefaults.Contract;

/// <summary>Marks endpoints that check a bearer token of their own, for the API's description.</summary>
public sealed class TakesBearerToken;
