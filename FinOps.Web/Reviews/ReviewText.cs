using FinOps.Core.Reviews;
using FinOps.Web.Costs;
using FinOps.Web.Releases;
using FinOps.Web.Shell;

namespace FinOps.Web.Reviews;

/// <summary>Architecture reviews in words and columns.</summary>
public static class ReviewText
{
    public static IReadOnlyList<TableColumn<ReviewRow>> Columns { get; } =
    [
        new("feature", "Feature", ColumnKind.Text, r => r.Feature),
        new("state", "State", ColumnKind.Text, r => State(r.Review)),
        new("latest", "Cost / session", ColumnKind.Usd, r => r.Review.LatestNanos) { Explanation = "Cost of a user session over the last whole days." },
        new("sessions", "Sessions", ColumnKind.Count, r => r.Review.LatestSessions) { Explanation = "User sessions of these days." },
        new("raised", "When raised", ColumnKind.Usd, r => r.Review.RaisedNanos) { Explanation = "Cost of a session when the review was raised, or opened again last." },
        new("settled", "When settled", ColumnKind.Usd, r => r.Review.SettledNanos) { Explanation = "Cost of a session when the review was accepted or resolved.", IsExtra = true },
        new("owner", "Owner", ColumnKind.Text, r => r.Review.Owner.Length == 0 ? null : r.Review.Owner),
        new("note", "Note", ColumnKind.Text, r => r.Review.Note.Length == 0 ? null : r.Review.Note),
        new("since", "Raised", ColumnKind.Text, r => ReleaseText.Day(r.Review.RaisedAtMicros)),
    ];

    public static string State(ReviewState state) => state switch
    {
        ReviewState.Open => "Open",
        ReviewState.InReview => "In review",
        ReviewState.Accepted => "Accepted",
        ReviewState.Resolved => "Resolved",
    };

    public static string State(ArchitectureReview review)
    {
        ArgumentNullException.ThrowIfNull(review);
        return State(review.State) + (review.Reopened == 0 ? "" : review.Reopened == 1 ? ", opened again" : $", opened again {CostFormat.ExactCount(review.Reopened)} times");
    }

    public static bool IsUnsettled(ReviewRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Review.State is ReviewState.Open or ReviewState.InReview;
    }
}
