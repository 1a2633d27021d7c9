package io.github.dnsfailover.rfc2136;

import java.time.Duration;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIGRecord;

/**
 * An answer, and whether it may be believed. Immutable by use: nobody changes the message.
 *
 * @param message what came in
 * @param trust why to believe it, or that there is no reason to
 */
record Reply(Message message, Trust trust) {

    enum Trust {
        /** Its signature is good. */
        VERIFIED,
        /** The user chose to do without signatures. */
        WAIVED,
        /** The request was signed, the answer is not, or not well: it may come from anybody. */
        NONE
    }

    boolean trusted() {
        return trust != Trust.NONE;
    }

    int rcode() {
        return message.getHeader().getRcode();
    }

    /** The error in the answer's TSIG record (RFC 8945 section 5.2); NOERROR if it has no such record. */
    int tsigError() {
        TSIGRecord tsig = message.getTSIG();
        return tsig == null ? Rcode.NOERROR : tsig.getError();
    }

    /** How far this host's clock is ahead of the server's: each side has signed with its own time, in seconds. */
    Duration clockAhead(TSIGRecord request) {
        TSIGRecord tsig = message.getTSIG();
        if (tsig == null || tsig.getError() == Rcode.BADTIME) {
            return clockAhead();
        }
        return Duration.between(tsig.getTimeSigned(), request.getTimeSigned());
    }

    /**
     * How far this host's clock is ahead of the server's, from a BADTIME answer: it repeats the time of the request and
     * has the server's own, in seconds and 48 bits, beside it (RFC 8945 section 5.2.3). Zero if it has not.
     */
    Duration clockAhead() {
        TSIGRecord tsig = message.getTSIG();
        byte[] other = tsig == null ? null : tsig.getOther();
        if (tsig == null || other == null || other.length != 6) {
            return Duration.ZERO;
        }
        long serverSeconds = 0;
        for (byte octet : other) {
            serverSeconds = (serverSeconds << 8) | (octet & 0xff);
        }
        return Duration.ofSeconds(tsig.getTimeSigned().getEpochSecond() - serverSeconds);
    }
}
