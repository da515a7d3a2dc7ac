using FinOps.Core.Alerts.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FinOps.Core.Alerts;

public static class AlertServices
{
    public static IServiceCollection AddAlerts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AlertOptions>().Bind(configuration.GetSection(AlertOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<AlertFeed>().AddSingleton<AlertLinks>().AddSingleton<HttpPost>().AddSingleton<ChannelSecrets>().AddSingleton<ChannelCheck>()
            .AddSingleton<IAlertMessenger, EmailMessenger>().AddSingleton<IAlertMessenger, SlackMessenger>().AddSingleton<IAlertMessenger, TeamsMessenger>()
            .AddSingleton<IAlertMessenger, WebhookMessenger>().AddSingleton<IAlertMessenger, PagerDutyMessenger>()
            .AddSingleton<AlertSender>().AddSingleton<AlertFollowUp>().AddSingleton<AlertWatch>().AddSingleton<DigestWriter>().AddSingleton<DigestSchedule>()
            .AddSingleton<AlertEditor>().AddSingleton<AlertRuleEditor>().AddSingleton<ChannelEditor>().AddSingleton<AlertQueries>();
    }
}
