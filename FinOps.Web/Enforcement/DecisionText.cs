using System.Globalization;
using FinOps.Core.Data;
using FinOps.Core.Enforcement;
using FinOps.Web.Shell;

namespace FinOps.Web.Enforcement;

/// <summary>Refusals in words, and their columns in downloads.</summary>
public static class DecisionText
{
    /// <summary>The columns of a download.</summary>
    public static readonly IReadOnlyList<TableColumn<EnforcementDecision>> Columns =
    [
        new("at", "At", ColumnKind.Text, d => At(d.AtMicros)),
        new("until", "Until", ColumnKind.Text, d => At(d.LastAtMicros)),
        new("door", "Door", ColumnKind.Text, d => d.Door),
        new("reason", "Reason", ColumnKind.Text, d => d.Reason),
        new("subject", "Subject", ColumnKind.Text, d => d.Subject),
        new("address", "Address", ColumnKind.Text, d => d.Address),
        new("tenant", "Tenant", ColumnKind.Text, d => d.Tenant ?? ""),
        new("route", "Route", ColumnKind.Text, d => d.Route),
        new("count", "Refused", ColumnKind.Count, d => d.Count),
    ];

    public static string Door(string door) => door switch
    {
        DecisionDoor.Api => "API",
        DecisionDoor.SignIn => "Sign-in",
        DecisionDoor.Pages => "Pages",
        DecisionDoor.LivePages => "Live pages",
        DecisionDoor.Admission => "Model calls",
        _ => door,
    };

    public static string Reason(string reason) => reason switch
    {
        DecisionReason.RateLimited => "Too many calls",
        DecisionReason.WrongKey => "Wrong key",
        DecisionReason.TooManyWrongKeys => "Too many wrong keys",
        DecisionReason.ScopeMissing => "Key lacks the scope",
        DecisionReason.TooManyLivePages => "Too many live pages",
        DecisionReason.TooManyMessages => "Too many messages",
        DecisionReason.MessageTooLarge => "Message too large",
        DecisionReason.SlowReader => "Slow reader",
        AdmissionReason.BudgetBreach => "Budget is used up",
        AdmissionReason.StaleReservation => "Reservation too old",
        AdmissionReason.TenantPaused => "Paused",
        AdmissionReason.SpendCap => "Daily cap",
        AdmissionReason.UnpricedModel => "Model without a price",
        AdmissionReason.Infra => "Our store is down",
        _ => reason,
    };

    /// <summary>What a reader can do about it.</summary>
    public static string Cure(string reason) => reason switch
    {
        DecisionReason.RateLimited => "The caller should wait as Retry-After says; Web:ApiCallsPerSecond and its kin set the pace.",
        DecisionReason.WrongKey => "If it is one of yours, its key was revoked, rotated or mistyped.",
        DecisionReason.TooManyWrongKeys => "Somebody guesses, or a client runs on with an old key; right keys from there still pass.",
        DecisionReason.ScopeMissing => "Give the caller a key with the scope, if it should have it.",
        DecisionReason.TooManyLivePages => "Tabs should be closed; Web:CircuitsPerPerson and Web:Circuits set the limits.",
        DecisionReason.TooManyMessages => "No page of the console does this by itself: look for a program that uses this person's session. Web:MessagesPerSecond sets the pace.",
        DecisionReason.MessageTooLarge => "No page of the console does this by itself: look for a program that uses this person's session.",
        DecisionReason.SlowReader => "The browser or its network stood still for Web:SlowReaderSeconds; the page comes back by itself when it can.",
        _ => "",
    };

    private static string At(long micros) => Instants.ToUtc(micros).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
