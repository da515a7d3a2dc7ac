using FinOps.Core.Access;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FinOps.Web.Access;

/// <summary>Describes the door in the API's description: how a key is shown, what each endpoint needs, and the refusals.</summary>
internal static class ApiDescription
{
    private const string Bearer = "bearer";
    private const string Header = "header";

    private static readonly (string Status, string Text)[] Refusals =
    [
        ("401", "No key, or one that is unknown or mistyped, has expired or was revoked; the answer does not tell which."),
        ("403", "The key lacks the scope, or the person the permission."),
        ("429", "Too many wrong keys from this address or with this prefix; Retry-After says for how long. Right keys are not held back."),
        ("503", "Keys cannot be checked right now; Retry-After says when to try again."),
    ];

    public static void AddDoor(this OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "lfk_", Description = "An API key." },
                [Header] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-API-Key", Description = "The same key, where Authorization is taken." },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiAccess>().FirstOrDefault() is { } access)
            {
                Describe(operation, access, context.Document);
            }

            return Task.CompletedTask;
        });
    }

    private static void Describe(OpenApiOperation operation, ApiAccess access, OpenApiDocument? document)
    {
        operation.Description = $"{operation.Description?.TrimEnd()}\n\nNeeds a key with the scope {access.Scope}, which lets it {ApiScope.Explain(access.Scope)}.".TrimStart();
        operation.Security = [Need(Bearer, access.Scope, document), Need(Header, access.Scope, document)];
        operation.Responses ??= [];
        foreach (var (status, text) in Refusals)
        {
            if (!operation.Responses.TryGetValue(status, out var known))
            {
                operation.Responses[status] = known = new OpenApiResponse { Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = new() } };
            }

            known.Description = text;
        }
    }

    private static OpenApiSecurityRequirement Need(string scheme, string scope, OpenApiDocument? document) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [scope] };
}
