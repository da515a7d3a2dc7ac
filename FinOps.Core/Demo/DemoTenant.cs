namespace FinOps.Core.Demo;

/// <summary>One customer of the demo company. All names are made up.</summary>
/// <param name="Slug">Unique short name; the tenant id in the log is <see cref="Key"/>.</param>
/// <param name="UtcOffset">Hours by which its working day differs from UTC.</param>
/// <param name="Daily">Expected interactions on a weekday.</param>
internal sealed record DemoTenant(string Slug, string Name, string Tier, int Users, int UtcOffset, double Daily, double DailyGrowth)
{
    /// <summary>Every tenant id of the demo company starts with this, so that it can never be a real tenant's.</summary>
    public const string KeyPrefix = "demo-";

    public const string Free = "free";
    public const string Pro = "pro";
    public const string Enterprise = "enterprise";

    /// <summary>The free tenant with the long tail of small users.</summary>
    public const string FreemiumSlug = "paperlark";

    /// <summary>The tenant whose agent runs away in the last days.</summary>
    public const string AbusiveSlug = "copperjay";

    private static readonly (string Slug, string Name)[] EnterpriseNames =
    [
        ("kestrelway", "Kestrelway Freight"), ("oakmirror", "Oakmirror Insurance"), ("lumenharrow", "Lumenharrow Energy"),
        ("tidefold", "Tidefold Clinics"), ("graniteloom", "Graniteloom Bank"), ("wrenhollow", "Wrenhollow Retail"),
        ("stellarquay", "Stellarquay Airports"), ("fernvault", "Fernvault Pharma"),
    ];

    private static readonly (string Slug, string Name)[] ProNames =
    [
        ("brightfennel", "Brightfennel Foods"), ("quillmere", "Quillmere Publishing"), (AbusiveSlug, "Copperjay Labs"),
        ("pinelattice", "Pinelattice Homes"), ("velvetanchor", "Velvetanchor Travel"), ("northsparrow", "Northsparrow Legal"),
        ("amberglade", "Amberglade Studios"), ("cobaltferry", "Cobaltferry Logistics"), ("mosslantern", "Mosslantern Media"),
        ("harvestkite", "Harvestkite Farms"), ("ironthistle", "Ironthistle Tools"), ("saltmarrow", "Saltmarrow Kitchens"),
        ("cloudwicket", "Cloudwicket Hosting"), ("rookstone", "Rookstone Advisors"),
    ];

    private static readonly (string Slug, string Name)[] FreeNames =
    [
        (FreemiumSlug, "Paperlark Community"), ("tinyharbor", "Tinyharbor"), ("dustyfig", "Dustyfig Bakery"), ("plumtrellis", "Plumtrellis Yoga"),
        ("owlpocket", "Owlpocket Games"), ("brasspetal", "Brasspetal Florist"), ("foxgable", "Foxgable Tutors"), ("sundialcove", "Sundialcove Surf"),
        ("nutmegrow", "Nutmegrow Catering"), ("lacewing", "Lacewing Crafts"), ("bluetandem", "Bluetandem Cycles"), ("marlbrook", "Marlbrook Choir"),
        ("pebblejet", "Pebblejet Prints"), ("thimbleoak", "Thimbleoak Tailors"), ("gingerraft", "Gingerraft Tours"), ("hazelport", "Hazelport Vets"),
        ("snowcricket", "Snowcricket Ski Club"), ("velourbee", "Velourbee Salon"),
    ];

    public static readonly DemoTenant[] All = [.. Build()];

    public string Key { get; } = KeyPrefix + Slug;

    public string Region { get; } = UtcOffset switch { < -2 => "us", < 4 => "eu", _ => "apac" };

    private static IEnumerable<DemoTenant> Build()
    {
        int[] offsets = [1, -5, 0, 2, -8, 1, 8, -6];
        for (var i = 0; i < EnterpriseNames.Length; i++)
        {
            yield return new(EnterpriseNames[i].Slug, EnterpriseNames[i].Name, Enterprise, 140 / (i + 2) + 24, offsets[i], 330 / Math.Pow(i + 1, 0.9), 0.004 + (0.001 * (i % 5)));
        }

        for (var i = 0; i < ProNames.Length; i++)
        {
            yield return new(ProNames[i].Slug, ProNames[i].Name, Pro, 30 / (i + 2) + 6, offsets[(i + 3) % 8], 86 / Math.Pow(i + 1, 0.7), -0.003 + (0.0025 * (i % 6)));
        }

        for (var i = 0; i < FreeNames.Length; i++)
        {
            var isTail = FreeNames[i].Slug == FreemiumSlug;
            yield return new(FreeNames[i].Slug, FreeNames[i].Name, Free, isTail ? 1_100 : 1 + (i % 4), offsets[i % 8], isTail ? 240 : 13 / Math.Pow(i, 0.5), isTail ? 0.012 : 0.002);
        }
    }
}
