using System.Text.RegularExpressions;

namespace FinOps.Core.Pricing;

/// <summary>
/// The names under which the price of a reported model may be listed, nearest first. Hosts and routers put things in front of a model's name
/// (their own name, a region, an inference profile, a resource path) or behind it (a date, a mode): these are taken off, one after the other.
/// Nothing is taken off that could name another model: a mini never becomes its big sibling.
/// </summary>
internal static partial class ReportedNames
{
    /// <summary>A name, and the place that was taken off it.</summary>
    public readonly record struct Name(string HostScope, string Model);

    private const string FireworksFolder = "accounts/fireworks/models/";
    private const string FireworksRouters = "accounts/fireworks/routers/";

    /// <summary>The names under which hosts and routers report the same model.</summary>
    /// <param name="provider">The catalog's name of the provider.</param>
    /// <param name="model">As reported.</param>
    public static IReadOnlyList<Name> Of(string provider, string model)
    {
        var names = new List<Name> { new("", model) };
        var bare = Bare(provider, model);
        Add(names, bare);
        Add(names, Elsewhere(provider, bare));
        if (provider == "fireworks" && !bare.Model.Contains('/', StringComparison.Ordinal))
        {
            Add(names, bare with { Model = FireworksRouters + bare.Model });
        }

        return names;
    }

    /// <summary>The names without a mode and a date, for a model that is listed under none of its names.</summary>
    public static IReadOnlyList<Name> Undated(IReadOnlyList<Name> names)
    {
        var shorter = new List<Name>();
        foreach (var name in names)
        {
            var plain = Mode().Replace(name.Model, "");
            Add(shorter, name with { Model = plain });
            Add(shorter, name with { Model = Date().Replace(plain, "") });
        }

        return [.. shorter.Except(names)];
    }

    private static void Add(List<Name> names, Name name)
    {
        if (name.Model.Length > 0 && !names.Contains(name))
        {
            names.Add(name);
        }
    }

    private static Name Bare(string provider, string model)
    {
        var name = new Name("", Unpathed(model));
        name = name with { Model = WithoutProvider(provider, name.Model) };
        return provider switch
        {
            "azure" => WithoutPlace(name),
            "bedrock" => Bedrock(WithoutPlace(WithoutCall(name)), model),
            _ => name,
        };
    }

    /// <summary>How else the same model is listed at this provider.</summary>
    private static Name Elsewhere(string provider, Name bare) => provider switch
    {
        "fireworks" when !bare.Model.Contains('/', StringComparison.Ordinal) => bare with { Model = FireworksFolder + bare.Model },
        "bedrock" when bare.Model.StartsWith("claude-", StringComparison.OrdinalIgnoreCase) => bare with { Model = "anthropic." + bare.Model },
        "google" or "azure" when bare.Model.LastIndexOf('/') is > 0 and var slash => bare with { Model = bare.Model[(slash + 1)..] },
        _ => bare,
    };

    /// <summary>Takes resource paths off: <c>projects/…/publishers/anthropic/models/claude-…</c>, <c>arn:aws:bedrock:…/…</c>.</summary>
    private static string Unpathed(string model)
    {
        if (model.StartsWith("arn:", StringComparison.OrdinalIgnoreCase))
        {
            return model[(model.LastIndexOf('/') + 1)..];
        }

        var path = Resource().Match(model);
        return path.Success ? model[path.Length..] : model;
    }

    /// <summary>Takes the provider's own name off the front: <c>openai/gpt-4o</c> or <c>openai:gpt-4o</c>.</summary>
    private static string WithoutProvider(string provider, string model)
    {
        var cut = model.IndexOfAny(['/', ':']);
        return cut > 0 && cut < model.Length - 1 && ProviderAliases.Canonical(model[..cut]) == provider ? model[(cut + 1)..] : model;
    }

    /// <summary>Takes places off the front, e.g. <c>data-zone/eu/gpt-5.6</c>.</summary>
    private static Name WithoutPlace(Name name)
    {
        while (name.Model.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && slash < name.Model.Length - 1
            && HostScopes.OfAzureOrRegion(name.Model[..slash].ToLowerInvariant()) is { } place)
        {
            name = new Name(name.HostScope.Length == 0 ? place : $"{name.HostScope}/{place}", name.Model[(slash + 1)..]);
        }

        return name;
    }

    private static Name WithoutCall(Name name) =>
        name.Model.StartsWith("invoke/", StringComparison.OrdinalIgnoreCase) || name.Model.StartsWith("converse/", StringComparison.OrdinalIgnoreCase)
            ? name with { Model = name.Model[(name.Model.IndexOf('/', StringComparison.Ordinal) + 1)..] }
            : name;

    /// <summary>An inference profile says the place itself; the resource name of a model says its region.</summary>
    private static Name Bedrock(Name name, string reported)
    {
        if (HostScopes.TakeBedrock(name.Model) is var (profile, bare))
        {
            return new Name(profile, bare);
        }

        var parts = reported.Split(':');
        return parts is ["arn", _, "bedrock", { Length: > 0 } region, ..] && name.HostScope.Length == 0 ? name with { HostScope = region.ToLowerInvariant() } : name;
    }

    [GeneratedRegex(@"^(projects/[^/]+/locations/[^/]+/)?(publishers/[^/]+/)?(models|endpoints)/(?=.)|^publishers/[^/]+/models/(?=.)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Resource();

    /// <summary>Modes that routers append and charge at the model's own price.</summary>
    [GeneratedRegex(@":(thinking|beta|extended|exacto)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Mode();

    /// <summary>The day of a model's release; its undated name is listed at the same price unless the dated one is listed itself.</summary>
    [GeneratedRegex(@"[-@](20\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])|20\d{2}-(0[1-9]|1[0-2])-([0-2]\d|3[01]))$", RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}
