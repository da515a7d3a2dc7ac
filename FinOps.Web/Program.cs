using FinOps.Core;
using FinOps.Core.Data;
using FinOps.Web.Shell;
using Microsoft.Extensions.Options;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddFinOpsCore(builder.Configuration);
builder.Services.AddShell(builder.Configuration);
var app = builder.Build();
app.MapShell();
try
{
    await app.Services.GetRequiredService<DatabaseSetup>().MigrateAsync(CancellationToken.None);
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException e)
{
    foreach (var fault in e.Failures)
    {
        await Console.Error.WriteLineAsync(fault);
    }

    return 1;
}
