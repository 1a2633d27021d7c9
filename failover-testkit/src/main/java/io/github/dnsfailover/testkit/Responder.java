package io.github.dnsfailover.testkit;

import io.github.dnsfailover.testkit.NameServer.Quirk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIGRecord;

/** From the octets of a request to those of its answer, for its zones. Thread-safe. */
final class Responder {

    private static final int UDP_WITHOUT_EDNS = 512; // RFC 1035 section 4.2.1
    private static final int UDP_WITH_EDNS = 1232;

    /** Where a message counts its additional records (RFC 1035 section 4.1.1). */
    private static final int ADDITIONAL_COUNT = 10;

    /** Who may change the zone. */
    enum Updates {
        /** Anybody, signed or not. */
        OPEN,
        /** Keys with a grant. */
        BY_KEY,
        /** Nobody: the zone is static or frozen. */
        REFUSED
    }

    private final List<SignedCopy> zones;
    private final List<ServerKey> keys;
    private final Clock clock;
    private final Quirks quirks;
    private volatile Updates updates;

    Responder(List<MemoryZone> zones, List<ServerKey> keys, Clock clock, Quirks quirks) {
        this.zones = zones.stream()
                .map(zone -> new SignedCopy(zone, quirks.signingLag()))
                .toList();
        this.keys = List.copyOf(keys);
        this.clock = clock;
        this.quirks = quirks;
        this.updates = Updates.REFUSED;
    }

    void updates(Updates value) {
        updates = value;
    }

    /** An answer and what it was to, for the counters. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Response(byte[] octets, int opcode, int rcode) {}

    /** Empty if the request deserves no answer. */
    Optional<Response> respond(byte[] octets, boolean udp) {
        Message request;
        try {
            request = new Message(octets);
        } catch (IOException | RuntimeException e) {
            return malformed(octets);
        }
        if (request.getHeader().getFlag(Flags.QR)) {
            return Optional.empty();
        }
        Gate gate = gate(request, octets);
        Message answer = answerTo(request);
        if (gate.error != Rcode.NOERROR) {
            boolean update = request.getHeader().getOpcode() == Opcode.UPDATE;
            boolean hidden = quirks.has(Quirk.REFUSES_KEYS_LIKE_POWERDNS);
            answer.getHeader().setRcode(update && hidden ? Rcode.REFUSED : Rcode.NOTAUTH);
        } else {
            answer.getHeader().setRcode(Rcode.NOERROR);
            fill(answer, request, gate);
        }
        byte[] whole = gate.close(answer);
        int limit = udp ? udpLimit(request) : Message.MAXLENGTH;
        if (whole.length > limit) {
            Message empty = answerTo(request);
            empty.getHeader().setFlag(Flags.TC);
            empty.getHeader().setFlag(Flags.AA);
            whole = gate.close(empty);
        }
        return Optional.of(new Response(
                whole, request.getHeader().getOpcode(), answer.getHeader().getRcode()));
    }

    private static Optional<Response> malformed(byte[] octets) {
        try {
            Header header = new Header(octets);
            Header answer = new Header(header.getID());
            answer.setFlag(Flags.QR);
            answer.setOpcode(header.getOpcode());
            answer.setRcode(Rcode.FORMERR);
            Message message = new Message();
            message.setHeader(answer);
            return Optional.of(new Response(message.toWire(), header.getOpcode(), Rcode.FORMERR));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Message answerTo(Message request) {
        Message answer = new Message(request.getHeader().getID());
        answer.getHeader().setOpcode(request.getHeader().getOpcode());
        answer.getHeader().setFlag(Flags.QR);
        if (request.getHeader().getFlag(Flags.RD)) {
            answer.getHeader().setFlag(Flags.RD);
        }
        Record question = request.getQuestion();
        if (question != null) {
            answer.addRecord(question, Section.QUESTION);
        }
        if (request.getOPT() != null) {
            answer.addRecord(new OPTRecord(UDP_WITH_EDNS, 0, 0), Section.ADDITIONAL);
        }
        return answer;
    }

    private static int udpLimit(Message request) {
        OPTRecord opt = request.getOPT();
        return opt == null
                ? UDP_WITHOUT_EDNS
                : Math.max(UDP_WITHOUT_EDNS, Math.min(UDP_WITH_EDNS, opt.getPayloadSize()));
    }

    private void fill(Message answer, Message request, Gate gate) {
        int opcode = request.getHeader().getOpcode();
        if (opcode == Opcode.QUERY) {
            SignedCopy copy = zoneFor(request);
            MemoryZone.Version served = copy.served();
            QueryAnswers.fill(answer, new ZoneRecords(served.draft(), copy.zone(), served.serial()));
        } else if (opcode == Opcode.UPDATE) {
            answer.getHeader().setRcode(update(request, gate));
        } else {
            answer.getHeader().setRcode(Rcode.NOTIMP);
        }
    }

    /** The zone with the longest name that the question's name lies in, or the first. */
    private SignedCopy zoneFor(Message request) {
        Record question = request.getQuestion();
        return zones.stream()
                .filter(copy -> question != null
                        && question.getName()
                                .subdomain(ZoneRecords.name(copy.zone().name())))
                .max(Comparator.comparingInt(
                        copy -> ZoneRecords.name(copy.zone().name()).labels()))
                .orElse(zones.get(0));
    }

    /** The zone that an update names, or the first, which will not have it. */
    private MemoryZone updated(Message request) {
        Record section = request.getQuestion();
        return zones.stream()
                .map(SignedCopy::zone)
                .filter(zone -> section != null && section.getName().equals(ZoneRecords.name(zone.name())))
                .findFirst()
                .orElse(zones.get(0).zone());
    }

    /**
     * BIND asks for the grant before it looks at the prerequisites, so that nobody learns the zone's content from them.
     */
    private int update(Message request, Gate gate) {
        MemoryZone zone = updated(request);
        try {
            return zone.edit(draft -> {
                ZoneRecords records =
                        new ZoneRecords(draft, zone, zone.current().serial());
                UpdateRules rules = new UpdateRules(records, quirks);
                int rcode = rules.checkZone(request);
                if (rcode == Rcode.NOERROR && !gate.mayUpdate(updates)) {
                    rcode = quirks.has(Quirk.REFUSES_KEYS_LIKE_KNOT) ? Rcode.NOTAUTH : Rcode.REFUSED;
                }
                boolean unasked = quirks.has(Quirk.SAYS_YES_TO_DEMANDS)
                        && request.getSection(Section.UPDATE).isEmpty();
                if (rcode == Rcode.NOERROR && !unasked) {
                    rcode = rules.checkPrerequisites(request);
                }
                if (rcode == Rcode.NOERROR) {
                    rcode = rules.checkUpdates(request);
                }
                if (rcode != Rcode.NOERROR) {
                    return rcode;
                }
                rules.make(request);
                if (rules.leavesMailAstray(request)) {
                    throw new IllegalArgumentException("a mail server without an address");
                }
                return rcode;
            });
        } catch (IllegalArgumentException e) {
            return Rcode.REFUSED; // what this zone cannot hold; thrown, so that the draft is dropped
        }
    }

    private boolean isUpdateOfAnotherZone(Message request) {
        Record section = request.getQuestion();
        return request.getHeader().getOpcode() == Opcode.UPDATE
                && section != null
                && !section.getName().equals(ZoneRecords.name(updated(request).name()));
    }

    /** What a request's signature is worth, and how its answer is signed. */
    private final class Gate {

        private final Optional<TSIGRecord> request;
        private final Optional<ServerKey> key;
        private final int error;

        private Gate(Optional<TSIGRecord> request, Optional<ServerKey> key, int error) {
            this.request = request;
            this.key = key;
            this.error = error;
        }

        private boolean mayUpdate(Updates updates) {
            return switch (updates) {
                case OPEN -> true;
                case BY_KEY -> key.isPresent() && key.get().granted();
                case REFUSED -> false;
            };
        }

        /** Encodes, and adds the TSIG record that the request calls for. */
        private byte[] close(Message answer) {
            byte[] octets = answer.toWire(Message.MAXLENGTH);
            if (request.isEmpty()) {
                return octets;
            }
            boolean signed = key.isPresent() && error != Rcode.BADSIG;
            TSIGRecord record = signed
                    ? key.get().sign(octets, request.get(), error, clock)
                    : ServerKey.unsigned(request.get(), error);
            return appended(octets, record.toWire(Section.ADDITIONAL));
        }
    }

    /** The TSIG record must be the last (RFC 8945 section 5.1); dnsjava would put the OPT record behind it. */
    private static byte[] appended(byte[] message, byte[] record) {
        ByteBuffer whole = ByteBuffer.allocate(message.length + record.length);
        whole.put(message).put(record);
        whole.putShort(ADDITIONAL_COUNT, (short) (whole.getShort(ADDITIONAL_COUNT) + 1));
        return whole.array();
    }

    private Gate gate(Message request, byte[] octets) {
        TSIGRecord tsig = request.getTSIG();
        if (tsig == null) {
            return new Gate(Optional.empty(), Optional.empty(), Rcode.NOERROR);
        }
        Optional<ServerKey> key =
                keys.stream().filter(each -> each.isNamedBy(tsig)).findFirst();
        int error = key.isPresent() ? key.get().verify(request, octets, clock) : Rcode.BADKEY;
        boolean likeKnot = quirks.has(Quirk.REFUSES_KEYS_LIKE_KNOT);
        if (likeKnot && error == Rcode.NOERROR && !key.orElseThrow().granted()) {
            return new Gate(Optional.of(tsig), Optional.empty(), Rcode.BADKEY);
        }
        boolean bare = (quirks.has(Quirk.REFUSES_KEYS_LIKE_POWERDNS) && error != Rcode.NOERROR)
                || (likeKnot && error == Rcode.NOERROR && isUpdateOfAnotherZone(request));
        return new Gate(bare ? Optional.empty() : Optional.of(tsig), key, error);
    }
}
