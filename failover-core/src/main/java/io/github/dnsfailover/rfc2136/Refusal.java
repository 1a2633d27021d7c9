package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/**
 * What an answer other than success means for the zone, and in words that help. The causes that it names are those
 * that were seen at BIND 9.18, Knot 3.2 and PowerDNS 4.7, each for the evidence that it leaves. Pure.
 */
final class Refusal {

    private final String server;
    private final String zone;
    private final String key;

    /**
     * Words for one provider.
     *
     * @param server what people call the server
     * @param zone the zone's name
     * @param key the key in words, without its secret, or that there is none
     */
    Refusal(String server, String zone, String key) {
        this.server = server;
        this.zone = zone;
        this.key = key;
    }

    /** The failure of an UPDATE. */
    DnsProviderException ofUpdate(Reply reply) {
        return reply.trusted() ? ofBelieved(reply) : ofUnproved(reply);
    }

    /**
     * Whether an answer to an UPDATE may be about its record sets: REFUSED, or Knot's BADKEY, which it says to a key
     * that no ACL lets do what was asked.
     */
    static boolean mayBeOfSets(Reply reply) {
        return (reply.trusted() && reply.rcode() == Rcode.REFUSED)
                || (!reply.trusted() && reply.rcode() == Rcode.NOTAUTH && reply.tsigError() == Rcode.BADKEY);
    }

    /** The failure of an UPDATE, with what is known of the sets that it is about. */
    DnsProviderException ofUpdate(Reply reply, String sets) {
        DnsProviderException failure = ofUpdate(reply);
        String said = sets + failure.getMessage();
        return failure.outcome() == Outcome.NOT_APPLIED
                ? DnsProviderException.notApplied(said)
                : DnsProviderException.unknown(said);
    }

    /** The failure of a question for reasons of signatures or clocks; reading changes nothing. */
    DnsProviderException ofQuestion(Reply reply) {
        return DnsProviderException.notApplied(String.valueOf(ofUpdate(reply).getMessage()));
    }

    /** The failure of a proof of rights, which changes nothing either; names the keys that are refused alone. */
    DnsProviderException ofProof(Reply reply, List<RecordKey> refused) {
        return DnsProviderException.notApplied(
                "no right to write " + refused + ": " + ofUpdate(reply).getMessage());
    }

    /** A read that brought no record set, and no answer that there is none. */
    DnsProviderException ofRead(RecordKey key, Answer answer) {
        String reading = "reading " + key + ": " + server + " ";
        if (answer instanceof Answer.Unreadable odd) {
            return DnsProviderException.notApplied(
                            reading + odd.detail() + "; mend or delete that record, and look who may write it")
                    .unreadable();
        }
        if (answer instanceof Answer.NotAuthoritative other) {
            return DnsProviderException.notApplied(
                    reading + other.detail() + "; is this the primary master, and does it have the zone " + zone + "?");
        }
        return DnsProviderException.notApplied(reading + answer);
    }

    /** A name that lies in another zone of the same server. */
    DnsProviderException ofOtherZone(Name name, Name apex) {
        return DnsProviderException.notApplied(
                apex.subdomain(Name.fromConstantString(zone))
                        ? name + " lies in the zone " + apex + ", which " + server + " has beside " + zone
                                + ": what is written into " + zone + " there, nobody sees; write to " + apex
                                + " instead"
                        : name + " lies in the zone " + apex + " at " + server + ", which has no zone " + zone);
    }

    /** A name below a DNAME record, which answers for it. */
    DnsProviderException ofHidden(Name name, Name owner) {
        return DnsProviderException.notApplied(name + " lies below the DNAME record of " + owner + ", which answers for"
                + " it at " + server + ": what is written there, nobody sees");
    }

    /** An answer that is not what stands there, and will not be. */
    DnsProviderException ofOtherAnswer(List<RecordSet> answered) {
        return DnsProviderException.notApplied(server + " answers " + answered + " and says that something else stands"
                + " there: it may keep a record in another form (as PowerDNS does an IPv6 address with zeros), make its"
                + " answer up (such as from a LUA or ALIAS record), or answer from a copy that is late; write such a"
                + " record anew");
    }

    /**
     * BADKEY and BADSIG cannot be signed (RFC 8945 sections 5.2.1 and 5.2.2). Whoever forges them gains no more than an
     * early next try, whose comparison with the zone still protects it. Anything else without a signature proves
     * nothing either way.
     */
    private DnsProviderException ofUnproved(Reply reply) {
        if (reply.rcode() == Rcode.NOTAUTH && reply.tsigError() == Rcode.BADKEY) {
            return DnsProviderException.notApplied(server + " does not know " + key
                    + " (BADKEY): check its name and algorithm on both sides; Knot says the same to a key that no"
                    + " ACL lets do this (action, update-owner, update-type)" + log());
        }
        if (reply.rcode() == Rcode.NOTAUTH && reply.tsigError() == Rcode.BADSIG) {
            return DnsProviderException.notApplied(
                    server + " has another secret for " + key + " (BADSIG): check the secret on both sides");
        }
        return DnsProviderException.unknown(server + " answered " + Rcode.string(reply.rcode())
                + " without a valid signature of " + key + ": it may come from anybody, so it proves nothing"
                + likelyCauses(reply));
    }

    /**
     * PowerDNS signs no refusal of a key, and says no reason; Knot signs no answer about a zone that it does not have.
     */
    private String likelyCauses(Reply reply) {
        String ofKey =
                "PowerDNS says so when it does not take the key: check its name, algorithm and secret, and the clocks"
                        + " of both hosts";
        return switch (reply.rcode()) {
            case Rcode.REFUSED, Rcode.NOTAUTH ->
                "; Knot says so when it has no zone " + zone + " (is that the apex?), " + ofKey + log();
            default -> "";
        };
    }

    private String log() {
        return "; the log of " + server + " says which";
    }

    private DnsProviderException ofBelieved(Reply reply) {
        String said = server + " answered " + Rcode.string(reply.rcode());
        return switch (reply.rcode()) {
            case Rcode.NOTAUTH -> ofNotAuth(reply);
            case Rcode.REFUSED ->
                DnsProviderException.notApplied(said
                        + ": the zone " + zone
                        + " may be frozen (thawing it helps), be static (no updates are configured), be a secondary"
                        + " there (updates go to the primary master), or have no grant"
                        + " for " + key + " and these names and types (update-policy at BIND; TSIG-ALLOW-DNSUPDATE and"
                        + " ALLOW-DNSUPDATE-FROM at PowerDNS), or a name may be forbidden (check-names at BIND: no"
                        + " address at a name with '_')" + log());
            case Rcode.NOTZONE ->
                DnsProviderException.notApplied(
                        said + ": a name lies outside the zone " + zone + " as the server has it");
            case Rcode.FORMERR -> DnsProviderException.notApplied(said + ": it could not read the update");
            case Rcode.NOTIMP -> DnsProviderException.notApplied(said + ": it takes no updates at all (RFC 2136)");
            // RFC 2136 section 3.5 has a primary master undo everything first, but a secondary that forwards the update
            // says the same when it has lost the primary master's answer.
            case Rcode.SERVFAIL ->
                DnsProviderException.unknown(said + ": it could not finish the update, its log says why");
            default -> DnsProviderException.unknown(said + ", which says nothing about the zone");
        };
    }

    private DnsProviderException ofNotAuth(Reply reply) {
        if (reply.tsigError() == Rcode.BADTIME) {
            return DnsProviderException.notApplied("your clock is off" + byHowMuch(reply.clockAhead()) + ": " + server
                    + " refused the signature's time (BADTIME); set the clock of this host or of the server right");
        }
        if (reply.tsigError() != Rcode.NOERROR) {
            return DnsProviderException.notApplied(
                    server + " refused the signature: " + Rcode.TSIGstring(reply.tsigError()));
        }
        return DnsProviderException.notApplied(server + " answered NOTAUTH: it is not authoritative for " + zone
                + "; is this the primary master, and is that the zone's apex? PowerDNS sees a new zone some minutes"
                + " late (zone-cache-refresh-interval), Knot says the same to an unsigned update that no ACL allows"
                + log());
    }

    private static String byHowMuch(Duration ahead) {
        if (ahead.isZero()) {
            return "";
        }
        return " by " + ahead.abs().toSeconds() + " s (" + (ahead.isNegative() ? "behind" : "ahead of")
                + " the server's)";
    }
}
