package io.github.dnsfailover.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.notify.Alert.Report;
import io.github.dnsfailover.notify.Alert.Status;
import io.github.dnsfailover.notify.WebhookBody.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Events of the Events API v2 of PagerDuty. A trouble triggers, the end of it resolves; what is neither is no incident
 * and is left out. An alarm is an incident beside the other one, which somebody may have acknowledged by then. What
 * belongs to a site is one incident for all its pools, and a pool of no known site has one of its own. A test triggers,
 * and resolves itself. Pure.
 */
final class PagerDutyEvents {

    private static final int LONGEST_SUMMARY = 1_024;
    private static final int LONGEST_TEXT = 100_000; // an event may have 512 KB
    private static final int LONGEST_SOURCE = 100; // a key has at most 255 characters
    private static final int POOLS_NAMED = 500;
    private static final int POOLS_IN_SUMMARY = 5;

    private final Alert alert;
    private final String routingKey;

    private PagerDutyEvents(Alert alert, String routingKey) {
        this.alert = alert;
        this.routingKey = routingKey;
    }

    /** What to post. */
    static List<Body> of(Alert alert, String routingKey) {
        PagerDutyEvents events = new PagerDutyEvents(alert, routingKey);
        List<Body> bodies = new ArrayList<>();
        List<Report> ofSites = new ArrayList<>();
        for (Report report : alert.reports()) {
            boolean isAlone = report.incidents().equals(List.of(Incidents.ofPool(report.pool())));
            if (isAlone || report.status() == Status.NOTICE) {
                bodies.add(new Body(Set.of(report.pool()), events.ofOnePool(report)));
            } else {
                ofSites.add(report);
            }
        }
        if (!ofSites.isEmpty()) { // as one, for a pool may leave one incident for another
            Set<String> pools = ofSites.stream().map(Report::pool).collect(Collectors.toSet());
            List<byte[]> posts = ofSites.stream()
                    .flatMap(report -> report.incidents().stream())
                    .distinct()
                    .flatMap(incident -> events.ofIncident(incident, ofSites).stream())
                    .toList();
            bodies.add(new Body(pools, posts));
        }
        return bodies;
    }

    private List<byte[]> ofOnePool(Report report) {
        Incident incident = new Incident(report.incident(), report);
        boolean alarm = report.severity() == Severity.ALARM;
        boolean endsAlarm = !alarm && (report.endsAlarm() || report.status() == Status.REMINDER);
        return switch (report.status()) {
            case TROUBLE, REMINDER ->
                alarm
                        ? List.of(trigger(incident.ofAlarm()))
                        : endsAlarm
                                ? List.of(trigger(incident), resolve(incident.ofAlarm()))
                                : List.of(trigger(incident));
            case RECOVERY -> List.of(resolve(incident), resolve(incident.ofAlarm()));
            case TEST -> {
                Incident test = new Incident("test", report);
                yield List.of(trigger(test), resolve(test));
            }
            case NOTICE -> List.of();
        };
    }

    /**
     * The incident lasts until the last of its pools is well. That one of them is well is no reason to trigger it
     * again: somebody may have closed it by hand.
     */
    private List<byte[]> ofIncident(String id, List<Report> reports) {
        List<Report> about =
                reports.stream().filter(each -> each.incidents().contains(id)).toList();
        List<Report> troubled = about.stream()
                .filter(each -> each.incident().equals(id))
                .filter(each -> each.status() == Status.TROUBLE || each.status() == Status.REMINDER)
                .toList();
        List<Report> alarms = troubled.stream()
                .filter(each -> each.severity() == Severity.ALARM)
                .toList();
        List<Report> warnings =
                troubled.stream().filter(each -> !alarms.contains(each)).toList();
        boolean alarmMayEnd = troubled.size() < about.size()
                || warnings.stream().anyMatch(each -> each.endsAlarm() || each.status() == Status.REMINDER);
        Incidents.Open open = alert.open(id);
        List<byte[]> posts = new ArrayList<>();
        if (!warnings.isEmpty()) {
            posts.add(trigger(new Incident(id, warnings, open.warnings())));
        }
        if (!alarms.isEmpty()) {
            posts.add(trigger(new Incident(id, alarms, open.alarms()).ofAlarm()));
        }
        Incident end = new Incident(id, about.get(0));
        if (open.isOver()) {
            posts.add(resolve(end));
        }
        if (open.alarms().isEmpty() && alarmMayEnd) {
            posts.add(resolve(end.ofAlarm()));
        }
        return posts;
    }

    /**
     * What is told of an incident.
     *
     * @param id of it here
     * @param reports what is new, the gravest first
     * @param pools all that are in trouble within it
     */
    private record Incident(String id, List<Report> reports, List<String> pools) {

        Incident(String id, Report report) {
            this(id, List.of(report), List.of(report.pool()));
        }

        Incident ofAlarm() {
            return new Incident(id + "/alarm", reports, pools);
        }

        Report first() {
            return reports.get(0);
        }

        /** The site, or the pool if there is but one. */
        String component() {
            String site = first().facts().getOrDefault(Alert.SITE, "");
            return pools.size() == 1 || site.isEmpty() ? pools.get(0) : site;
        }

        String summary() {
            String named = reports.size() < pools.size() ? Words.some(pools, POOLS_IN_SUMMARY) + ": " : "";
            return pools.size() == 1
                    ? first().subject()
                    : component() + ": " + pools.size() + " pools in trouble: " + named + first().subject();
        }
    }

    private byte[] trigger(Incident incident) {
        return event("trigger", incident);
    }

    private byte[] resolve(Incident incident) {
        return event("resolve", incident);
    }

    private byte[] event(String action, Incident incident) {
        Report report = incident.first();
        ObjectNode root = WebhookBody.object();
        root.put("routing_key", routingKey);
        root.put("event_action", action);
        root.put("dedup_key", "dnsfailover/" + Words.line(alert.source(), LONGEST_SOURCE) + "/" + incident.id());
        ObjectNode payload = root.putObject("payload");
        payload.put("summary", Words.line(incident.summary(), LONGEST_SUMMARY));
        payload.put("source", alert.source());
        payload.put("severity", severity(report));
        payload.put("timestamp", report.at().toString());
        payload.put("component", incident.component());
        payload.put("class", "dns failover");
        ObjectNode details = payload.putObject("custom_details");
        details.put("alert", alert.id());
        if (incident.pools().size() > 1) {
            incident.pools().stream().limit(POOLS_NAMED).forEach(details.putArray("pools")::add);
        }
        details.set("facts", WebhookBody.facts(report));
        details.put("text", WebhookBody.cutToWeight(text(incident), LONGEST_TEXT));
        return WebhookBody.bytes(root);
    }

    private String text(Incident incident) {
        return incident.reports().size() == 1
                ? WebhookBody.words(alert, incident.first())
                : AlertText.plain(alert.only(incident.reports()));
    }

    private static String severity(Report report) {
        if (report.status() == Status.TEST || report.status() == Status.RECOVERY) {
            return "info";
        }
        return report.severity() == Severity.ALARM ? "critical" : "warning";
    }
}
