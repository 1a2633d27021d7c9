package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.AllDown;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverPolicy;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Plays a story. Lines:
 *
 * <pre>
 * # a remark
 * pool name=www.example.com failback=manual ...       before begin, any number
 * endpoint cloudhelix 192.0.2.22 [AAAA] [any] | endpoint lb cname=lb.example.net
 * endpoint lb alias lb.example.net A zone=Z1
 * zone www.example.com A 30 192.0.2.22                what the zone holds, also later: an edit by somebody else
 * mark gen=4 at=ec2 [owner=..] [term=..]              a mark of ours, made to fit the values above it
 * begin [term=7 several] [dry] [follower] [controlled]
 * cloudhelix passes | cloudhelix fails because text | cloudhelix hangs | cloudhelix inconclusive because text
 * provider refuses | loses-before | loses-after | late | hangs      the next write
 * reads fail | reads slow | reads hang | reads stale | reads work
 * run 60s
 * stand still 30s
 * restart
 * leads 8 | follows | term ends unnoticed
 * say pin ec2 [for 10m] [unproven] | say freeze | say down x | say up x | say failback | say clear
 * next 192.0.2.22 hangs | fails                        its next probe only
 * controls answer | fail                               all control targets
 * ipv6 controls answer | fail                          those of IPv6 alone
 * reported ec2                                         a burst of failures that the application met
 * probes of 192.0.2.22                                 when they began
 * servers agree | servers lag because text             how the proof of the last change goes
 * sees instance-2 9 | notice ec2                       who leads with which term, and says what is published
 * close
 * snapshot
 * explain
 * </pre>
 */
final class Story {

    private static final String PRINTED = "  ";

    private final List<String> lines;
    private final List<String> played = new ArrayList<>();
    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final Map<RecordKey, RecordSet> zoneBefore = new LinkedHashMap<>();
    private final Map<String, HealthResult> answersBefore = new LinkedHashMap<>();
    private World world;

    Story(List<String> lines) {
        this.lines = lines.stream().filter(line -> !line.startsWith(PRINTED)).toList();
    }

    List<String> play() {
        return play(true);
    }

    /** Prints nothing but what it is asked for. */
    List<String> playQuietly() {
        return play(false);
    }

    private List<String> play(boolean logged) {
        for (String line : lines) {
            played.add(line);
            if (!line.isBlank() && !line.startsWith("#")) {
                int printed = world == null ? 0 : world.log.size();
                tell(line.split(" "), line);
                if (world != null && logged) {
                    world.log.subList(printed, world.log.size()).forEach(text -> played.add(PRINTED + text));
                }
            }
        }
        return played;
    }

    private void tell(String[] words, String line) {
        switch (words[0]) {
            case "pool" -> pool(words);
            case "endpoint" -> endpoint(words);
            case "zone" -> zone(words);
            case "mark" -> mark(line);
            case "begin" -> begin(line);
            case "provider" ->
                world.faults.add(World.Fault.valueOf(
                        switch (words[1]) {
                            case "refuses" -> "REFUSE";
                            case "loses-before" -> "LOST_BEFORE";
                            case "loses-after" -> "LOST_AFTER";
                            case "late" -> "LATE";
                            case "hangs" -> "HANG";
                            default -> throw new IllegalArgumentException(line);
                        }));
            case "reads" -> world.reads(World.Reads.valueOf(words[1].toUpperCase(Locale.ROOT)));
            case "restart" -> world.restart();
            case "run" -> world.run(duration(words[1]));
            case "stand" -> world.standStill(duration(words[2]));
            case "leads" -> world.leads(Long.parseLong(words[1]));
            case "follows" -> world.follows();
            case "term" -> world.termEndsUnnoticed();
            case "next" ->
                world.nextProbes(words[1], HealthResult.unhealthy(words[2].equals("hangs") ? "hangs" : "HTTP 502"));
            case "controls" -> world.controlsAnswer(words[1].equals("answer"));
            case "ipv6" -> world.ipv6ControlsAnswer(words[2].equals("answer"));
            case "reported" -> world.reports(words[1], "3 failures within 10 s, the last: connection reset");
            case "probes" -> world.probesOf(words[2]).forEach(time -> played.add(PRINTED + "began " + time));
            case "say" -> say(words, line);
            case "snapshot" -> snapshot();
            case "explain" -> print(Explaining.of(world.scene()).toString());
            case "servers" -> servers(words, line);
            case "sees" -> world.seesLeader(words[1], Long.parseLong(words[2]));
            case "notice" -> world.notice(words[1]);
            case "close" -> world.take(new Input.Close());
            default -> target(words, line);
        }
    }

    private void pool(String[] words) {
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            String[] pair = word.split("=", 2);
            if (pair[0].equals("name")) {
                names.add(pair[1]);
            } else {
                options.put(pair[0], pair.length > 1 ? pair[1] : "");
            }
        }
    }

    private void endpoint(String[] words) {
        boolean any = words[words.length - 1].equals("any");
        String[] values = Arrays.copyOfRange(words, 2, any ? words.length - 1 : words.length);
        if (values[0].equals("alias")) {
            String target = String.join(" ", Arrays.asList(values).subList(1, values.length));
            endpoints.add(Endpoint.backupAlias(words[1], target).priority(endpoints.size()));
        } else if (values[0].startsWith("cname=")) {
            String host = values[0].substring("cname=".length());
            Endpoint endpoint = Endpoint.backupCname(words[1], host);
            endpoints.add(endpoint.priority(endpoints.size()));
        } else {
            Endpoint endpoint = Endpoint.backup(words[1], values);
            endpoints.add((any ? endpoint.anyAddressSuffices() : endpoint).priority(endpoints.size()));
        }
    }

    private EndpointPool.Builder build(EndpointPool.Builder pool) {
        names.forEach(pool::name);
        endpoints.forEach(pool::endpoint);
        if (endpoints.stream().anyMatch(Endpoint::isAlias)) {
            pool.provider(World.provider(traits -> traits.types(EnumSet.allOf(RecordType.class))));
        }
        options.forEach((name, value) -> {
            switch (name) {
                case "ttl" -> pool.ttl(duration(value));
                case "failback" ->
                    pool.failback(
                            value.equals("manual")
                                    ? Failback.manual()
                                    : value.equals("automatic")
                                            ? Failback.automatic()
                                            : Failback.after(duration(value)));
                case "policy" -> pool.policy(FailoverPolicy.serveAllHealthy(Integer.parseInt(value.substring(4))));
                case "alldown" ->
                    pool.allDown(
                            value.equals("keep")
                                    ? AllDown.keep()
                                    : value.equals("all") ? AllDown.publishAll() : AllDown.lastResort(value));
                case "takeover" -> pool.takeOver(EndpointPool.TakeOver.valueOf(value.toUpperCase(Locale.ROOT)));
                case "edits" -> pool.foreignEdits(EndpointPool.ForeignEdits.valueOf(value.toUpperCase(Locale.ROOT)));
                case "markless" -> pool.markless();
                case "withdraw" -> pool.withdrawFamily();
                case "families" -> pool.allowDifferentFamilies();
                case "holddown" -> pool.holdDown(duration(value));
                case "forgive" -> pool.forgive(Integer.parseInt(value));
                case "whendown" -> pool.intervalWhenDown(duration(value));
                default -> throw new IllegalArgumentException("pool option " + name);
            }
        });
        return pool;
    }

    private void begin(String line) {
        Leadership.Instances instances =
                line.contains("several") ? Leadership.Instances.SEVERAL : Leadership.Instances.ONE;
        world = new World(
                this::build,
                new PoolSpec.Identity(
                        "acme", "prod", instances, "", line.contains("dry"), line.contains("controlled")));
        world.zone.putAll(zoneBefore);
        answersBefore.forEach(world::answers);
        world.begin(line.contains("follower") ? 0 : line.contains("term=7") ? 7 : 1);
    }

    private void zone(String[] words) {
        RecordKey key = RecordKey.of(words[1], RecordType.valueOf(words[2]));
        List<String> given = Arrays.asList(words).subList(Math.min(4, words.length), words.length);
        List<String> values =
                key.type() == RecordType.ALIAS && !given.isEmpty() ? List.of(String.join(" ", given)) : given;
        RecordSet set = values.isEmpty()
                ? RecordSet.absent(key)
                : RecordSet.of(key, Duration.ofSeconds(Long.parseLong(words[3])), values);
        (world == null ? zoneBefore : world.zone).put(key, set);
    }

    private void mark(String line) {
        Map<RecordKey, RecordSet> zone = world == null ? zoneBefore : world.zone;
        RecordKey key = RecordKey.of(names.get(0), RecordType.A);
        RecordKey markKey = RecordKey.of(key.name().child(Mark.LABEL), RecordType.TXT);
        if (line.equals("mark gone")) {
            zone.put(markKey, RecordSet.absent(markKey));
            return;
        }
        List<RecordSet> sets = zone.values().stream()
                .filter(set -> set.key().type() != RecordType.TXT)
                .sorted(Comparator.comparingInt((RecordSet set) -> rank(set.key())))
                .toList();
        String at = field(line, "at", "");
        Mark mark = new Mark(
                field(line, "owner", "acme"),
                field(line, "env", "prod"),
                Mark.fingerprintOf("www"),
                Long.parseLong(field(line, "gen", "1")),
                Long.parseLong(field(line, "term", "1")),
                Mark.fingerprintOf(sets),
                List.of(at.split(",")));
        zone.put(markKey, RecordSet.of(markKey, Duration.ofSeconds(30), mark.text()));
    }

    /** Sets go into a mark name by name, in the pool's order. */
    private int rank(RecordKey key) {
        for (int i = 0; i < names.size(); i++) {
            if (RecordKey.of(names.get(i), key.type()).equals(key)) {
                return i * RecordType.values().length
                        + List.of(RecordType.values()).indexOf(key.type());
            }
        }
        throw new IllegalArgumentException(key + " is not of the pool");
    }

    private static String field(String line, String name, String otherwise) {
        for (String word : line.split(" ", -1)) {
            if (word.startsWith(name + "=")) {
                return word.substring(name.length() + 1);
            }
        }
        return otherwise;
    }

    private void servers(String[] words, String line) {
        if (words[1].equals("agree")) {
            world.take(new Input.Proved(world.state().custody().changes().horizon()));
        } else {
            world.take(new Input.NotProved(detail(line), false));
        }
    }

    private static String detail(String line) {
        return line.contains(" because ") ? line.substring(line.indexOf(" because ") + 9) : "";
    }

    private void target(String[] words, String line) {
        String detail = detail(line);
        HealthResult result = switch (words[1]) {
            case "passes" -> HealthResult.healthy();
            case "fails" -> HealthResult.unhealthy(detail.isEmpty() ? "connection refused" : detail);
            case "hangs" -> HealthResult.unhealthy("hangs");
            case "inconclusive" -> HealthResult.inconclusive(detail);
            default -> throw new IllegalArgumentException(line);
        };
        if (world == null) {
            answersBefore.put(words[0], result);
        } else {
            world.answers(words[0], result);
        }
    }

    private void say(String[] words, String line) {
        OperatorIntent intent = switch (words[1]) {
            case "freeze" -> OperatorIntent.freeze("www");
            case "pin" -> OperatorIntent.pin("www", words[2]);
            case "up" -> OperatorIntent.up("www", words[2]);
            case "down" -> OperatorIntent.down("www", words[2]);
            case "failback" -> OperatorIntent.failback("www");
            case "clear" -> OperatorIntent.clear("www");
            default -> throw new IllegalArgumentException(line);
        };
        OperatorIntent complete = intent.by("alice").because("maintenance");
        for (int i = 2; i < words.length; i++) {
            complete = words[i].equals("for") ? complete.lasting(duration(words[i + 1])) : complete;
            complete = words[i].equals("unproven") ? complete.evenIfUnproven() : complete;
        }
        world.say(complete);
    }

    private void snapshot() {
        print(Snapshots.of(world.scene(), List.of()).toString());
    }

    private void print(String text) {
        text.lines().forEach(row -> played.add(PRINTED + row));
    }

    private static Duration duration(String text) {
        String unit = text.substring(text.length() - 1);
        long amount = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (unit) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> throw new IllegalArgumentException(text);
        };
    }
}
