package io.github.dnsfailover.internal.wire;

import io.github.dnsfailover.dns.Authorities.Signatures;
import io.github.dnsfailover.dns.Authorities.Signatures.State;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DNSSEC.DNSSECException;
import org.xbill.DNS.DNSSEC.SignatureExpiredException;
import org.xbill.DNS.DNSSEC.SignatureNotYetValidException;
import org.xbill.DNS.DNSSEC.UnsupportedAlgorithmException;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Looks at the signatures of a server's sets as a validating resolver would, with the keys that the same server gives.
 * The chain from the root to these keys is not followed: the parent's DS record only says whether anybody looks. For
 * one look; not thread-safe.
 */
final class Validation {

    /** A set has one or two signatures; a crafted one has many with the same key tag, and each try costs time. */
    private static final int MOST_TRIES = 16;

    /** How a server is asked. */
    @FunctionalInterface
    interface Exchange {
        Message ask(Message question, Deadline deadline) throws IOException;
    }

    /** Whether the zone's parent has a DS record for it; empty if that is not known. */
    @FunctionalInterface
    interface Delegation {
        Optional<Boolean> isSigned(Deadline deadline);
    }

    private final Exchange server;
    private final Delegation delegation;
    private final Instant at;
    private final Deadline deadline;
    private final Map<Name, RRset> keys = new HashMap<>();

    Validation(Exchange server, Delegation delegation, Instant at, Deadline deadline) {
        this.server = server;
        this.delegation = delegation;
        this.at = at;
        this.deadline = deadline;
    }

    Signatures of(Name name, int type) throws IOException {
        Optional<RRset> set = set(name, type);
        if (set.isEmpty()) {
            return new Signatures(State.UNANSWERED, name + " " + Type.string(type) + " with signatures: there is none");
        }
        String what = name + " " + Type.string(type);
        List<RRSIGRecord> signatures = set.get().sigs();
        if (signatures.isEmpty()) {
            return delegation.isSigned(deadline).orElse(false)
                    ? new Signatures(State.BOGUS, what + " has no signature, and the parent zone has a DS record")
                    : new Signatures(State.UNSIGNED, "");
        }
        try {
            Verdict ofSet = judge(set.get());
            if (ofSet.state() != State.VERIFIED) {
                return told(ofSet, what);
            }
            Name zone = ofSet.signer();
            return told(judge(keysOf(zone)), zone + " DNSKEY");
        } catch (NoKeysException e) {
            boolean nobodyLooks = !delegation.isSigned(deadline).orElse(true);
            return new Signatures(nobodyLooks ? State.NOT_SEEN : State.UNANSWERED, what + ": " + e.getMessage());
        }
    }

    /** The question for a zone's keys was not answered. */
    private static final class NoKeysException extends IOException {
        private static final long serialVersionUID = 1;

        NoKeysException(Name zone, IOException cause) {
            super("the keys of " + zone + ": " + TcpSession.reason(cause), cause);
        }
    }

    private Signatures told(Verdict verdict, String what) {
        return switch (verdict.state()) {
            case VERIFIED -> new Signatures(State.VERIFIED, "");
            case NOT_SEEN -> new Signatures(State.NOT_SEEN, what + ": " + verdict.detail());
            default -> bad(what + ": " + verdict.detail());
        };
    }

    private Signatures bad(String detail) {
        Optional<Boolean> signed = delegation.isSigned(deadline);
        if (signed.isEmpty()) {
            return new Signatures(State.BROKEN, detail);
        }
        return signed.get()
                ? new Signatures(State.BOGUS, detail)
                : new Signatures(State.UNSIGNED, detail + "; the parent zone has no DS record, so nobody looks at it");
    }

    /** What the signatures of one set say: VERIFIED, NOT_SEEN or BROKEN. */
    private Verdict judge(RRset set) throws IOException {
        Set<String> lacks = new LinkedHashSet<>();
        int tries = 0;
        for (RRSIGRecord signature : set.sigs()) {
            List<DNSKEYRecord> candidates = candidates(set, signature);
            if (candidates.isEmpty()) {
                lacks.add("no key " + signature.getFootprint() + " of " + signature.getSigner() + " is served");
            }
            for (DNSKEYRecord key : candidates) {
                if (tries++ == MOST_TRIES) {
                    return new Verdict(State.BROKEN, Name.root, String.join(", ", lacks));
                }
                try {
                    DNSSEC.verify(set, signature, key, at);
                    return new Verdict(State.VERIFIED, signature.getSigner(), "");
                } catch (SignatureExpiredException e) {
                    lacks.add("the signature expired " + signature.getExpire());
                } catch (SignatureNotYetValidException e) {
                    lacks.add("the signature is not valid before " + signature.getTimeSigned());
                } catch (UnsupportedAlgorithmException e) {
                    // RFC 4035 section 5.2: whoever does not know the algorithm takes the zone as unsigned.
                    String unknown = "algorithm " + signature.getAlgorithm() + " is not known here";
                    return new Verdict(State.NOT_SEEN, Name.root, unknown);
                } catch (DNSSECException | RuntimeException e) {
                    // Evidence for the broad catch: dnsjava throws NullPointerException for a key without octets.
                    lacks.add("the signature does not verify");
                }
            }
        }
        String detail = lacks.isEmpty() ? "there is no signature" : String.join(", ", lacks);
        return new Verdict(State.BROKEN, Name.root, detail);
    }

    /** What came of one set, and whose key it was that verified it. */
    private record Verdict(State state, Name signer, String detail) {}

    private List<DNSKEYRecord> candidates(RRset set, RRSIGRecord signature) throws IOException {
        boolean ownZone = set.getName().subdomain(signature.getSigner());
        if (!ownZone) {
            return List.of(); // RFC 4035 section 5.3.1: the signer is the zone that the set is in
        }
        RRset served = set.getType() == Type.DNSKEY ? set : keysOf(signature.getSigner());
        return served.rrs(false).stream()
                .filter(DNSKEYRecord.class::isInstance)
                .map(DNSKEYRecord.class::cast)
                .filter(key -> key.getFootprint() == signature.getFootprint()
                        && key.getAlgorithm() == signature.getAlgorithm())
                .toList();
    }

    private RRset keysOf(Name zone) throws IOException {
        RRset known = keys.get(zone);
        if (known == null) {
            try {
                known = set(zone, Type.DNSKEY).orElseGet(RRset::new);
            } catch (IOException e) {
                throw new NoKeysException(zone, e);
            }
            keys.put(zone, known);
        }
        return known;
    }

    private Optional<RRset> set(Name name, int type) throws IOException {
        Message answer = server.ask(Messages.resolversQuestion(name, type), deadline);
        int rcode = answer.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            throw new IOException(name + " " + Type.string(type) + " with signatures: answered " + Rcode.string(rcode));
        }
        return answer.getSectionRRsets(Section.ANSWER).stream()
                .filter(set -> set.getName().equals(name) && set.getType() == type && set.getDClass() == DClass.IN)
                .filter(set -> set.size() > 0)
                .findFirst();
    }
}
