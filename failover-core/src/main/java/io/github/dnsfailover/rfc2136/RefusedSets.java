package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.internal.wire.WireException;
import io.github.dnsfailover.rfc2136.Standing.Told;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Update;

/**
 * Which record sets of a refused update may not be written: each is asked about alone, by an update that also demands
 * what is never met. Servers look for the right first, so that nobody learns a zone's content from prerequisites; so
 * one that has it is told that the demand is not met, and nothing is ever written. Confined to one call.
 */
final class RefusedSets {

    /** More questions than this make a refusal slow and the server's log long; others are not asked about. */
    static final int MOST_QUESTIONS = 24;

    private final DnsName zone;
    private final Conversation conversation;
    private final Standing standing;

    RefusedSets(DnsName zone, Conversation conversation, Standing standing) {
        this.zone = zone;
        this.conversation = conversation;
        this.standing = standing;
    }

    /** Empty if there is no telling: then all of them are refused, as in a frozen zone, or none by itself. */
    List<RecordKey> of(UpdateRequest request, List<Transition> transitions) {
        List<RecordKey> refused = new ArrayList<>();
        List<Transition> asked = transitions.stream()
                .filter(each -> !each.isCondition())
                .limit(MOST_QUESTIONS)
                .toList();
        try {
            if (!standing.compares() || !isRefused(request.message().getSection(Section.UPDATE))) {
                return List.of(); // it looks at the prerequisites first, or at the right only now and then
            }
            for (Transition transition : asked) {
                if (isRefused(request.updatesOf(transition))) {
                    refused.add(transition.key());
                }
            }
        } catch (WireException e) {
            return List.copyOf(refused); // what is known of the refusal stays true
        }
        return refused.size() == asked.size() ? List.of() : List.copyOf(refused);
    }

    private boolean isRefused(List<Record> updates) throws WireException {
        return Standing.told(conversation.ask(neverMade(zone, updates))) == Told.NOTHING;
    }

    /** These updates, with a demand that is never met. For servers that were seen to compare what is demanded. */
    static Update neverMade(DnsName zone, List<Record> updates) {
        Update update = Prerequisites.unmet(zone);
        updates.forEach(record -> update.addRecord(record, Section.UPDATE));
        return update;
    }

    /** What to say of them before the refusal. */
    static String words(List<RecordKey> refused, List<RecordKey> changed) {
        return refused.isEmpty()
                ? "the change of " + changed + " was refused: "
                : "no right to write " + refused + ": ";
    }
}
