using FinOps.Web.Shell;
using Microsoft.Extensions.Options;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddShell(builder.Configuration);
var app = builder.Build();
app.MapShell();
try
{
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
