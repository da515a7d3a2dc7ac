using System.Xml.Linq;
using FinOps.Core.Access;
using FinOps.Core.Audit;
using FinOps.Core.Data;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinOps.Web.SignIn;

/// <summary>Keeps data-protection keys in the database. The framework's own store would need its package inside Core.</summary>
public sealed class ProtectionKeyRepository(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = contexts.CreateDbContext();
        return [.. db.ProtectionKeys.AsNoTracking().Select(k => k.Xml).ToList().Select(xml => XElement.Parse(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = contexts.CreateDbContext();
        db.ProtectionKeys.Add(new ProtectionKey { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting), CreatedAtMicros = time.NowMicros() });
        AuditTrail.Add(db, Actor.System("DataProtection", "job"), "protection-key.add", $"protection-key:{friendlyName}", null, null);
        db.SaveChanges();
    }
}

/// <summary>Tells the key manager to use the database.</summary>
public sealed class ProtectionKeySetup(IDbContextFactory<FinOpsDbContext> contexts, TimeProvider time) : IConfigureOptions<KeyManagementOptions>
{
    public void Configure(KeyManagementOptions options) => options.XmlRepository = new ProtectionKeyRepository(contexts, time);
}
