using Microsoft.AspNetCore.Http.Features;

namespace FinOps.Web.Edge;

/// <summary>How much an endpoint reads of a body.</summary>
internal static class BodyLimit
{
    /// <summary>Lets a larger body in than endpoints take by default.</summary>
    /// <returns>False when the body says of itself that it is larger still.</returns>
    public static bool Raise(HttpContext http, long bytes)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytes;
        }

        return !(http.Request.ContentLength > bytes);
    }
}
