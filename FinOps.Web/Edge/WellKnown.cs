using Microsoft.Extensions.Options;

namespace FinOps.Web.Edge;

/// <summary>Files that strangers look for: whom to tell about a vulnerability (RFC 9116), and that nothing here is for search engines.</summary>
internal static class WellKnown
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(180);

    public static void MapWellKnown(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/robots.txt", () => Results.Text("User-agent: *\nDisallow: /\n")).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/.well-known/security.txt", SecurityText).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult SecurityText(HttpContext http, IOptions<WebOptions> options, TimeProvider time)
    {
        if (options.Value.SecurityContact is not { Length: > 0 } contact)
        {
            return Results.NotFound();
        }

        var until = time.GetUtcNow().UtcDateTime.Date + Validity;
        return Results.Text($"Contact: {contact}\nExpires: {until:yyyy-MM-dd}T00:00:00Z\nPreferred-Languages: en\nCanonical: {http.Request.Scheme}://{http.Request.Host}/.well-known/security.txt\n");
    }
}
