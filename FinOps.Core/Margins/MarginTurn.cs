using Microsoft.EntityFrameworkCore;

namespace FinOps.Core.Margins;

/// <summary>A time during which a tenant's margin lay under the red line. Written once when it turns red, and once more when it recovers.</summary>
public sealed class MarginTurn
{
    public int Id { get; set; }
    public int TenantId { get; set; }

    /// <summary>The first day at whose end the margin of the days before lay under the line.</summary>
    public DateOnly FromDay { get; set; }

    /// <summary>The first day at whose end it did not any more; null while it still does.</summary>
    public DateOnly? ToDay { get; set; }

    /// <summary>What came in over the days that were judged when it turned, in nano-USD.</summary>
    public long RevenueNanos { get; set; }

    /// <summary>What they cost.</summary>
    public long CostNanos { get; set; }

    /// <summary>The line at that time, in millionths of revenue.</summary>
    public int LinePpm { get; set; }
    public long NotedAtMicros { get; set; }
}

/// <summary>Up to which day turns were noted. One row.</summary>
public sealed class MarginWatchMark
{
    public int Id { get; set; }
    public DateOnly Day { get; set; }
}

internal static class MarginModel
{
    public static void Configure(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<MarginTurn>(e =>
        {
            e.ToTable("MarginTurn");

            // A tenant is red once at a time, whoever looks.
            e.HasIndex(x => new { x.TenantId, x.FromDay }).IsUnique();
            e.HasIndex(x => x.ToDay);
        });
        modelBuilder.Entity<MarginWatchMark>(e =>
        {
            e.ToTable("MarginWatchMark");
            e.Property(x => x.Id).ValueGeneratedNever();
        });
    }
}
