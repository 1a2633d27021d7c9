package io.github.dnsfailover.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.testkit.DynResources.Ask;
import io.github.dnsfailover.testkit.DynServer.Fault;
import io.github.dnsfailover.testkit.DynServer.Plan;
import io.github.dnsfailover.testkit.DynSession.Job;
import io.github.dnsfailover.testkit.FakeHttp.Request;
import io.github.dnsfailover.testkit.FakeHttp.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The account behind {@link DynServer}: who is logged in, at what rate requests come, and what befalls each. One lock
 * guards all of it.
 */
final class DynAccount {

    /** What is counted. */
    enum Count {
        REQUESTS,
        LOGINS,
        REFUSED_BY_RATE,
        MOST_SESSIONS,
        BUSIEST_SECOND,
        BUSIEST_MINUTE
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long FIRST_JOB = 4_340_980_452L; // beyond 32 bits, as recorded
    private static final int TOKEN_OCTETS = 128;
    private static final int MOST_IN_A_SECOND = 5;
    private static final int MOST_IN_A_MINUTE = 300;
    private static final String PAGE = "<html><body><h1>It did not work</h1></body></html>";

    private final DynServer.Builder settings;
    private final Object lock = new Object();
    private final Map<String, DynSession> sessions = new LinkedHashMap<>();
    private final List<String> tokens = new ArrayList<>();
    private final Map<Count, Integer> counts = new EnumMap<>(Count.class);
    private final Map<String, Deque<Fault>> scripts = new HashMap<>();
    private final Deque<Instant> arrivals = new ArrayDeque<>();
    private final List<DynZone> zones = new ArrayList<>();
    private final DynResources resources;
    private Plan plan = (method, resource) -> Fault.NONE;
    private Instant refusedUntil = Instant.MIN;
    private int clientAddress = 1;
    private boolean shouting;
    private long nextId = FIRST_JOB;

    DynAccount(DynServer.Builder settings) {
        this.settings = settings;
        Instant now = settings.clock.instant();
        settings.zones.forEach(zone -> zones.add(new DynZone(zone, settings.serialStyle, now)));
        resources = new DynResources(new DynResources.Surroundings(
                zones,
                settings.clock::instant,
                () -> nextId++,
                settings.provisionTime,
                settings.showsQueued,
                settings.emptyForMissing,
                () -> shouting));
    }

    Optional<Response> answer(Request request) {
        synchronized (lock) {
            Instant now = settings.clock.instant();
            count(Count.REQUESTS, 1);
            endIdle(now);
            sessions.values().forEach(session -> session.jobs().values().forEach(job -> job.look(now)));
            if (isTooMany(now)) {
                return Optional.of(refusal());
            }
            if (!request.header("Content-Type").startsWith("application/json")) {
                return page(200); // the form of the answer follows the type of the question
            }
            Ask ask = ask(request);
            return befallen(fault(ask), ask, request.header("Auth-Token"));
        }
    }

    private static Ask ask(Request request) {
        List<String> path = Arrays.stream(request.uri().getPath().split("/"))
                .filter(part -> !part.isEmpty())
                .skip(1)
                .toList();
        boolean detail = "detail=Y".equals(request.uri().getQuery());
        try {
            JsonNode body =
                    request.body().isEmpty() ? JsonNodeFactory.instance.objectNode() : JSON.readTree(request.body());
            return new Ask(request.method(), path, detail, body);
        } catch (JsonProcessingException e) {
            return new Ask(request.method(), path, detail, JsonNodeFactory.instance.objectNode());
        }
    }

    // the rate

    private boolean isTooMany(Instant now) {
        arrivals.add(now);
        while (!arrivals.getFirst().isAfter(now.minusSeconds(60))) {
            arrivals.removeFirst();
        }
        int second = (int)
                arrivals.stream().filter(at -> at.isAfter(now.minusSeconds(1))).count();
        most(Count.BUSIEST_SECOND, second);
        most(Count.BUSIEST_MINUTE, arrivals.size());
        if (second > MOST_IN_A_SECOND || arrivals.size() > MOST_IN_A_MINUTE) {
            refusedUntil = now.plus(settings.refusalTime);
            count(Count.REFUSED_BY_RATE, 1);
        }
        return now.isBefore(refusedUntil);
    }

    private static Response refusal() {
        return Response.of(429, "text/html", PAGE);
    }

    // what befalls a request

    private Fault fault(Ask ask) {
        Deque<Fault> script = scripts.get(ask.method() + " " + ask.resource());
        return script == null || script.isEmpty() ? plan.next(ask.method(), ask.resource()) : script.remove();
    }

    private Optional<Response> befallen(Fault fault, Ask ask, String token) {
        switch (fault) {
            case CUT_BEFORE -> {
                return Optional.empty();
            }
            case PROXY_ERROR_BEFORE -> {
                return page(502);
            }
            case NOT_ACCEPTABLE -> {
                return Optional.of(Response.of(406, "text/html", ""));
            }
            case TOO_MANY -> {
                refusedUntil = settings.clock.instant().plus(settings.refusalTime);
                return Optional.of(refusal());
            }
            case INTERNAL_ERROR -> {
                return written(fault, DynAnswer.failure(500, "INTERNAL_ERROR", "internal: Something went wrong"));
            }
            case IDLE_LOGOUT -> {
                return written(fault, lost(token, "login: inactivity logout"));
            }
            case BAD_SESSION -> {
                return written(fault, lost(token, "login: Bad or expired credentials"));
            }
            case OTHER_ADDRESS -> {
                return written(fault, lost(token, "login: IP address does not match current session"));
            }
            default -> {
                return worked(fault, ask, token);
            }
        }
    }

    private Optional<Response> worked(Fault fault, Ask ask, String token) {
        if (ask.resource().equals("Session") && ask.method().equals("POST")) {
            return login(fault, ask);
        }
        DynSession session = sessions.get(token);
        if (session == null || session.clientAddress() != clientAddress) {
            boolean moved = session != null;
            return written(
                    fault,
                    lost(
                            token,
                            moved
                                    ? "login: IP address does not match current session"
                                    : "login: Bad or expired credentials"));
        }
        session.used(settings.clock.instant());
        if (ask.resource().equals("Job")) {
            return job(fault, ask, session);
        }
        if (session.isBusy()) {
            return written(
                    fault, DynAnswer.failure(400, "OPERATION_FAILED", "token: This session already has a job running"));
        }
        if (ask.resource().equals("Session") && ask.method().equals("DELETE")) {
            sessions.remove(token);
            return written(fault, DynAnswer.success(nothing(), "logout: Logout successful"));
        }
        if (fault == Fault.ZONE_BUSY && ask.isEdit()) {
            Optional.ofNullable(resources.find(ask.part(1)))
                    .ifPresent(zone -> resources.begin(zone, settings.taskTime));
        }
        if (fault == Fault.JOB_BY_REDIRECT || fault == Fault.JOB_BY_STATUS) {
            return newJob(fault, ask, session);
        }
        return written(fault, resources.answer(ask, session));
    }

    private Optional<Response> login(Fault fault, Ask ask) {
        count(Count.LOGINS, 1);
        for (String field : List.of("customer_name", "user_name", "password")) {
            if (!ask.body().path(field).isTextual()) {
                return written(fault, DynAnswer.failure(400, "MISSING_DATA", field + ": required field missing"));
            }
        }
        boolean right = ask.body().path("customer_name").asText().equals(settings.customer)
                && ask.body().path("user_name").asText().equals(settings.user)
                && ask.body().path("password").asText().equals(settings.password);
        if (!right) {
            return written(
                    fault,
                    DynAnswer.failure(
                            400,
                            "INVALID_DATA",
                            "login: Credentials you entered did not match those in our database. Please try again",
                            "login: Login failed"));
        }
        DynSession session = new DynSession(newToken(), clientAddress, settings.clock.instant());
        if (fault == Fault.CUT_AFTER || fault == Fault.PROXY_ERROR_AFTER || fault == Fault.EMPTY) {
            session.unknown();
        }
        sessions.put(session.token(), session);
        most(Count.MOST_SESSIONS, sessions());
        ObjectNode data = nothing().put("token", session.token()).put("version", "3.7.9");
        return written(fault, DynAnswer.success(data, "login: Login successful"));
    }

    /** Base64 with all of its characters, of the length that was recorded; the same for the same login of a test. */
    private String newToken() {
        byte[] octets = new byte[TOKEN_OCTETS];
        new Random(tokens.size()).nextBytes(octets);
        String token = Base64.getEncoder().encodeToString(octets);
        tokens.add(token);
        return token;
    }

    private DynAnswer lost(String token, String why) {
        sessions.remove(token);
        return DynAnswer.failure(400, "INVALID_DATA", why, "login: There was a problem with your credentials");
    }

    private void endIdle(Instant now) {
        Duration limit = settings.idleLimit;
        sessions.values().removeIf(session -> session.lastUse().plus(limit).isBefore(now));
    }

    // jobs

    private Optional<Response> newJob(Fault fault, Ask ask, DynSession session) {
        Job job = new Job(
                nextId++,
                settings.clock.instant().plus(settings.jobTime),
                fault == Fault.JOB_BY_REDIRECT,
                () -> resources.answer(ask, session));
        session.jobs().put(job.id(), job);
        job.look(settings.clock.instant());
        return Optional.of(running(job));
    }

    private Optional<Response> job(Fault fault, Ask ask, DynSession session) {
        String id = ask.part(1);
        Job job = id.matches("[0-9]{1,18}") ? session.jobs().get(Long.parseLong(id)) : null;
        if (job == null) {
            return written(fault, DynAnswer.failure(404, "NOT_FOUND", "job_id: No such job"));
        }
        DynAnswer answer = job.answer();
        return answer == null ? Optional.of(running(job)) : written(fault, answer, job.id());
    }

    private static Response running(Job job) {
        String place = "/REST/Job/" + job.id();
        if (job.redirects()) {
            return new Response(307, "text/html", Map.of("Location", place), place);
        }
        String json = "{\"status\":\"incomplete\",\"data\":null,\"job_id\":" + job.id() + "}";
        return Response.of(200, "application/json", json);
    }

    // writing answers

    private Optional<Response> written(Fault fault, DynAnswer answer) {
        return written(fault, answer, nextId++);
    }

    private static Optional<Response> written(Fault fault, DynAnswer answer, long job) {
        return switch (fault) {
            case CUT_AFTER -> Optional.empty();
            case PROXY_ERROR_AFTER -> page(504);
            case EMPTY -> Optional.of(Response.of(200, "application/json", ""));
            case LEGACY -> {
                String json = answer.json(job).toString();
                yield Optional.of(Response.of(200, "application/json", answer.isSuccess() ? json : "[" + json + "]"));
            }
            case WARNING -> plain(answer.isSuccess() ? answer.warning() : answer, job);
            case NO_MESSAGES -> plain(answer.isSuccess() ? answer.withoutMessages() : answer, job);
            default -> plain(answer, job);
        };
    }

    private static Optional<Response> plain(DynAnswer answer, long job) {
        return Optional.of(
                Response.of(answer.code(), "application/json", answer.json(job).toString()));
    }

    private static Optional<Response> page(int code) {
        return Optional.of(Response.of(code, "text/html", PAGE));
    }

    private static ObjectNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }

    // from outside

    void script(String method, String resource, List<Fault> faults) {
        synchronized (lock) {
            scripts.computeIfAbsent(method + " " + resource, key -> new ArrayDeque<>())
                    .addAll(faults);
        }
    }

    void plan(Plan value) {
        synchronized (lock) {
            plan = value;
        }
    }

    void heal() {
        synchronized (lock) {
            scripts.clear();
            plan = (method, resource) -> Fault.NONE;
        }
    }

    void moveClient() {
        synchronized (lock) {
            clientAddress++;
        }
    }

    void endSessions() {
        synchronized (lock) {
            sessions.clear();
        }
    }

    void shout() {
        synchronized (lock) {
            shouting = true;
        }
    }

    int sessions() {
        synchronized (lock) {
            return (int) sessions.values().stream().filter(DynSession::isKnown).count();
        }
    }

    boolean hasQueuedEdits() {
        synchronized (lock) {
            return sessions.values().stream().anyMatch(DynSession::hasEdits);
        }
    }

    List<String> tokens() {
        synchronized (lock) {
            return List.copyOf(tokens);
        }
    }

    List<String> notes(DnsName zone) {
        synchronized (lock) {
            return List.copyOf(zone(zone).notes());
        }
    }

    long serial(DnsName zone) {
        synchronized (lock) {
            return zone(zone).serial();
        }
    }

    void freeze(DnsName zone, boolean frozen) {
        synchronized (lock) {
            zone(zone).freeze(frozen);
        }
    }

    private DynZone zone(DnsName name) {
        DynZone zone = resources.find(name.toString());
        if (zone == null) {
            throw new IllegalArgumentException("zone: " + name + " is none of this server");
        }
        return zone;
    }

    int count(Count what) {
        synchronized (lock) {
            return counts.getOrDefault(what, 0);
        }
    }

    private void count(Count what, int more) {
        counts.merge(what, more, Integer::sum);
    }

    private void most(Count what, int now) {
        counts.merge(what, now, Math::max);
    }
}
