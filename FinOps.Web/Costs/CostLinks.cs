using System.Text;

namespace FinOps.Web.Costs;

/// <summary>Addresses of detail pages. Keys come from users, so anything may stand in them.</summary>
public static class CostLinks
{
    public static string Tenant(string key, CostView? view = null) => $"/tenants/{Encode(key)}{Query(view)}";

    public static string Feature(string key, CostView? view = null) => $"/features/{Encode(key)}{Query(view)}";

    /// <summary>
    /// The key as one segment of a path. Servers and browsers rewrite slashes, percent signs and dot segments even when they are
    /// escaped, so those are written as <c>~XX</c>; the empty key ("not reported") is <c>~</c>.
    /// </summary>
    public static string Encode(string key)
    {
        if (key.Length == 0)
        {
            return "~";
        }

        var onlyDots = key.All(c => c == '.');
        var text = new StringBuilder(key.Length + 8);
        foreach (var c in key)
        {
            if (c is '/' or '\\' or '%' or '~' || char.IsControl(c) || (onlyDots && c == '.'))
            {
                text.Append('~').Append(((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append(c);
            }
        }

        return Uri.EscapeDataString(text.ToString());
    }

    /// <summary>The key of a path segment that the router has already unescaped.</summary>
    public static string Decode(string segment)
    {
        if (segment == "~")
        {
            return "";
        }

        // A slash that somebody escaped the ordinary way arrives still escaped.
        segment = segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var text = new StringBuilder(segment.Length);
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] == '~' && i + 2 < segment.Length && byte.TryParse(segment.AsSpan(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var code))
            {
                text.Append((char)code);
                i += 2;
            }
            else
            {
                text.Append(segment[i]);
            }
        }

        return text.ToString();
    }

    private static string Query(CostView? view) => view?.ToQuery() ?? "";
}
