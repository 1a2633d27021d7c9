package io.github.dnsfailover.examples;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.event.AlertLost;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.notify.Alerts;
import io.github.dnsfailover.notify.MailNotifier;
import io.github.dnsfailover.notify.NotDeliveredException;
import io.github.dnsfailover.notify.Notifier;
import io.github.dnsfailover.notify.SyslogNotifier;
import io.github.dnsfailover.notify.WebhookNotifier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Alerts by everything that the library knows, and by what an application writes itself. */
final class PeopleToTell {

    private PeopleToTell() {}

    /** Where an application keeps what nobody may see. */
    interface Secrets {
        /** A secret as text. */
        String text(String name);

        /** A secret as characters. */
        char[] get(String name);
    }

    /** A pager that only this application has. */
    interface Pager {
        /** Whether it was taken. */
        boolean page(String text);
    }

    static FailoverEngine byMail(EndpointPool www, Secrets secrets) {
        // readme: alerts by mail
        Alerts alerts = Alerts.builder()
                .source("shop")
                .pool(www)
                .notifier(MailNotifier.to("ops@example.com", "oncall@example.com")
                        .from("failover@example.com")
                        .host("smtp.example.com")
                        .login("failover", () -> secrets.get("smtp"))
                        .build())
                .build();
        FailoverEngine engine = FailoverEngine.builder()
                .pool(www)
                .leadership(Leadership.singleInstance())
                .listener(alerts)
                .build();
        alerts.snapshotFrom(engine::snapshot); // so that alerts say what the engine says at that moment
        // readme: end
        return engine;
    }

    static Notifier byImplicitTls(Secrets secrets) {
        // readme: alerts by mail over implicit TLS
        MailNotifier mail = MailNotifier.to("ops@example.com")
                .from("failover@example.com")
                .host("smtp.example.com")
                .implicitTls()
                .login("failover", () -> secrets.get("smtp"))
                .build();
        // readme: end
        return mail;
    }

    static Notifier byWebhook(Secrets secrets) {
        // readme: alerts by webhook
        WebhookNotifier hook = WebhookNotifier.json(() -> secrets.text("hook-url"))
                .secret(() -> secrets.get("hook-key"))
                .build();
        // readme: end
        return hook;
    }

    static Notifier bySlack(Secrets secrets) {
        // readme: alerts by Slack
        WebhookNotifier slack =
                WebhookNotifier.slack(() -> secrets.text("slack-url")).build();
        // readme: end
        return slack;
    }

    static Notifier byTeams(Secrets secrets) {
        // readme: alerts by Teams
        WebhookNotifier teams =
                WebhookNotifier.teams(() -> secrets.text("teams-url")).build();
        // readme: end
        return teams;
    }

    static Notifier byPagerDuty(Secrets secrets) {
        // readme: alerts by PagerDuty
        WebhookNotifier pager =
                WebhookNotifier.pagerDuty(() -> secrets.text("pagerduty-key")).build();
        // readme: end
        return pager;
    }

    static Notifier bySyslog() {
        // readme: alerts by syslog
        SyslogNotifier syslog =
                SyslogNotifier.tls("logs.example.com").hostName("web1").build();
        // readme: end
        return syslog;
    }

    static Notifier byPager(Pager pager) {
        // readme: alerts by something else
        Notifier own = (alert, now) -> {
            if (!pager.page(alert.subject())) {
                throw NotDeliveredException.forNow("the pager is busy"); // it comes again, with the same alert.id()
            }
        };
        // readme: end
        return own;
    }

    static Alerts.Builder whatAndHowOften(Notifier mail, Notifier slack, Path folder) {
        // readme: alerts, what and how often
        Alerts.Builder alerts = Alerts.builder()
                .notifier(mail)
                .notifier(slack)
                .about(event -> event instanceof RecordsChanged && Alerts.isWorthTelling(event)) // moves only
                .burstWindow(Duration.ofSeconds(10)) // what happens within it is one message
                .delay(Duration.ofMinutes(2)) // what is over by then is not told
                .remindEvery(Duration.ofHours(4))
                .giveUpAfter(Duration.ofHours(24))
                .spool(folder.resolve("alerts.spool")) // a crash loses nothing
                .zone(ZoneId.of("Europe/Berlin"))
                .stopBy("https://wiki.example.com/stop-failover")
                .listener(event -> {
                    if (event instanceof AlertLost lost) {
                        System.err.println(lost.summary());
                    }
                });
        // readme: end
        return alerts;
    }

    static CompletableFuture<Map<String, String>> test(Alerts alerts) {
        // readme: alerts, a test
        CompletableFuture<Map<String, String>> ends = alerts.sendTest(); // {mail=, slack=hooks.slack.com answered 404}
        // readme: end
        return ends;
    }
}
