using FinOps.Core.Access;
using FinOps.Tests.Conformance;

namespace FinOps.Tests.Access;

/// <summary>Keys in a laboratory: made, shown, and what was remembered of their use.</summary>
internal static class KeyLab
{
    public static Task<Lab> OpenAsync(Action<Microsoft.Extensions.DependencyInjection.IServiceCollection>? change = null) => Lab.OpenAsync(new SqliteLabDatabase(), change);

    public static async Task<ApiKeyResult.Made> MakeAsync(this Lab lab, ApiKeyDraft? draft = null) =>
        Assert.IsType<ApiKeyResult.Made>(await lab.Get<ApiKeyEditor>().CreateAsync(draft ?? Draft(), Lab.Tester, default));

    public static ApiKeyDraft Draft(params string[] scopes) => new() { Name = "gateway", Scopes = [.. scopes.DefaultIfEmpty(ApiScope.Ingest)] };

    public static async Task<bool> OpensAsync(this Lab lab, string text) => await lab.Get<ApiKeyVerifier>().VerifyAsync(text, "10.0.0.5", default) is not null;

    public static async Task<ApiKey> FindAsync(this Lab lab, string prefix) => (await lab.Get<ApiKeyQueries>().FindAsync(prefix, Lab.Tester, default))!;
}
