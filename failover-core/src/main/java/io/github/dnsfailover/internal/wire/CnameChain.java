package io.github.dnsfailover.internal.wire;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** What an answer says of a name, by way of the CNAMEs that it holds; records of other owners are nobody's answer. */
final class CnameChain {

    /** Longer ones are loops, or of no use to anybody: resolvers give up sooner. */
    private static final int LONGEST = 16;

    private CnameChain() {}

    /**
     * Where the CNAMEs in the answer lead from this name; itself if there is none.
     *
     * @throws IOException if they lead nowhere
     */
    static Name end(Message answer, Name name) throws IOException {
        Name end = name;
        for (int i = 0; i <= LONGEST; i++) {
            Optional<Name> next = next(answer, end);
            if (next.isEmpty()) {
                return end;
            }
            end = next.get();
        }
        throw new IOException("the CNAMEs of " + name + " have no end");
    }

    private static Optional<Name> next(Message answer, Name name) {
        return Messages.records(answer, Section.ANSWER).stream()
                .filter(record -> record instanceof CNAMERecord && isOf(record, name))
                .map(record -> ((CNAMERecord) record).getTarget())
                .findFirst();
    }

    /** The answer's records of this name and type. */
    static List<Record> records(Message answer, Name name, int type) {
        return Messages.records(answer, Section.ANSWER).stream()
                .filter(record -> record.getType() == type && isOf(record, name))
                .toList();
    }

    private static boolean isOf(Record record, Name name) {
        return record.getName().equals(name);
    }
}
