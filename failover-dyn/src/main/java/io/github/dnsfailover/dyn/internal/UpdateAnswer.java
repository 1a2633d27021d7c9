package io.github.dnsfailover.dyn.internal;

import io.github.dnsfailover.dns.RecordType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a service of the dyndns2 protocol answered for one host: the first word of its line. Pure. */
public record UpdateAnswer(Verdict verdict, String code) {

    /** What a code asks of a client. */
    public enum Verdict {
        /** The address stands, and was another one before. */
        CHANGED,
        /** The address stood there already; told a second time in a row, the service is about to block the host. */
        UNCHANGED,
        /** No update of this host may be sent before a person has acted. */
        STOP,
        /** As STOP, told once for several hosts: it is true of one of them, and the others may have been updated. */
        STOP_OF_ONE,
        /** The service is unwell; the host may have been updated. */
        LATER,
        /** An address that was not asked for is said to stand: whatever the host has now, it is not what we wanted. */
        ELSEWHERE,
        /** Nothing that the protocol knows. */
        UNKNOWN
    }

    /**
     * What an answer must be read with.
     *
     * @param hosts how many were named
     * @param addresses those that were asked for: "good 127.0.0.1" for another one says that the request was ignored
     * @param secrets what was sent along and must not be shown if an answer repeats it
     */
    record Asked(int hosts, List<String> addresses, List<String> secrets) {

        /** Never the secrets. */
        @Override
        public String toString() {
            return hosts + " hosts, " + addresses;
        }
    }

    private static final Set<String> STOPS = Set.of(
            "badauth", "!donator", "notfqdn", "nohost", "numhost", "abuse", "badagent", "badsys", "!yours", "!active");

    /** Of these one host is to blame, of the others the account or the client. */
    private static final Set<String> OF_A_HOST = Set.of("nohost", "notfqdn", "abuse", "!yours", "!active");

    private static final Set<String> TEMPORARY = Set.of("dnserr", "911");
    private static final Set<String> GOOD = Set.of("good", "nochg");

    private static final int LONGEST_CODE = 40;

    /**
     * One answer for each host. The status of HTTP is not asked where the body has a code: services send 200, 401 and
     * 500 with the same bodies. More lines than hosts, as where each family has its own, are true of every host.
     */
    static List<UpdateAnswer> read(int httpCode, String body, Asked asked) {
        List<UpdateAnswer> lines = new ArrayList<>();
        for (String line : body.strip().split("\\R", -1)) {
            if (line.isBlank()) {
                break; // a service that says more, says it after an empty line
            }
            lines.add(of(line.strip(), asked));
        }
        boolean silent = lines.isEmpty() || lines.get(0).verdict() == Verdict.UNKNOWN;
        if (silent && httpCode != 200) {
            lines = List.of(
                    new UpdateAnswer(httpCode == 401 ? Verdict.STOP : Verdict.LATER, "the HTTP status " + httpCode));
        }
        List<UpdateAnswer> surplus = lines.stream()
                .skip(asked.hosts())
                .filter(line -> line.verdict() != Verdict.UNKNOWN) // some add a line for people
                .toList();
        List<UpdateAnswer> answers = new ArrayList<>();
        for (int i = 0; i < asked.hosts(); i++) {
            boolean forAll = lines.size() == 1 && asked.hosts() > 1;
            answers.add(
                    forAll
                            ? lines.get(0).forAll()
                            : i < lines.size()
                                    ? lines.get(i).and(surplus)
                                    : new UpdateAnswer(Verdict.UNKNOWN, "nothing"));
        }
        return answers;
    }

    /** This one, unless another of the same hosts is worse: then some of what was asked for may stand. */
    private UpdateAnswer and(List<UpdateAnswer> others) {
        UpdateAnswer worst = this;
        for (UpdateAnswer other : others) {
            worst = other.stands() || !worst.stands() ? worst : other;
        }
        boolean agreed = others.stream().allMatch(other -> other.verdict() == verdict);
        return worst.verdict() == Verdict.STOP && !agreed ? new UpdateAnswer(Verdict.STOP_OF_ONE, worst.code()) : worst;
    }

    private UpdateAnswer forAll() {
        return OF_A_HOST.contains(code) ? new UpdateAnswer(Verdict.STOP_OF_ONE, code) : this;
    }

    private static UpdateAnswer of(String line, Asked asked) {
        String[] words = line.split("[\\s,]+", -1);
        String code = words[0].toLowerCase(Locale.ROOT);
        if (GOOD.contains(code)) {
            Optional<String> other = Arrays.stream(words)
                    .skip(1)
                    .flatMap(word -> address(word).stream())
                    .filter(address -> !asked.addresses().contains(address))
                    .findFirst();
            return other.map(address -> elsewhere(code, address))
                    .orElseGet(() -> new UpdateAnswer(code.equals("good") ? Verdict.CHANGED : Verdict.UNCHANGED, code));
        }
        if (TEMPORARY.contains(code)) {
            return new UpdateAnswer(Verdict.LATER, code);
        }
        return STOPS.contains(code)
                ? new UpdateAnswer(Verdict.STOP, code)
                : new UpdateAnswer(Verdict.UNKNOWN, "\"" + printable(line, asked.secrets()) + "\"");
    }

    private static UpdateAnswer elsewhere(String code, String address) {
        return code.equals("good") && address.equals("127.0.0.1")
                ? new UpdateAnswer(Verdict.STOP, "good 127.0.0.1, which means that it ignores us")
                : new UpdateAnswer(Verdict.ELSEWHERE, code + " " + address + ", which was not asked for");
    }

    /** An address as records have it; empty if the word is none. */
    private static Optional<String> address(String word) {
        try {
            return Optional.of((word.indexOf(':') >= 0 ? RecordType.AAAA : RecordType.A).canonical(word));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String printable(String line, List<String> secrets) {
        String open = line;
        for (String secret : secrets) {
            open = open.replace(secret, "[secret]");
        }
        String clean = open.replaceAll("[^ -~]", "?");
        return clean.length() <= LONGEST_CODE ? clean : clean.substring(0, LONGEST_CODE) + "...";
    }

    /** Whether the service itself gives no code, as when a proxy answers in its place. */
    boolean isByStatus() {
        return verdict == Verdict.LATER && !TEMPORARY.contains(code);
    }

    /** Whether the host leads to the address. */
    public boolean stands() {
        return verdict == Verdict.CHANGED || verdict == Verdict.UNCHANGED;
    }
}
