package io.github.dnsfailover.internal.net;

/**
 * How much may be read from a socket: in all, and in one stretch without anything of use coming out of it.
 *
 * <p>The stretch bounds what the library above can have in memory that nobody has taken yet, such as a line without
 * an end; what was taken, the body of an answer, is bounded by whoever takes it. The total bounds the rest: endless
 * framing around a body that grows by a byte now and then.
 *
 * <table> <caption>The budgets</caption> <tr><th>name</th><th>stretch</th><th>in all</th><th>of what, and
 * why</th></tr> <tr><td>{@link #forAnswer answer}</td><td>256 KiB</td><td>256 KiB and four times the body's own
 * limit</td> <td>One HTTP answer, with the TLS handshake before it: OkHttp's own limit for headers is 256 KiB, and a
 * handshake takes less than 32. The body's limit is the caller's: {@code bodyLimit} of a check (64 KiB unless said),
 * 8 MiB for Dyn's list of zones. Four times, for chunks of a few bytes each.</td></tr> <tr><td>{@link #forMultiplexed
 * multiplexed answer}</td><td>as in all</td> <td>256 KiB and twice the body's own limit</td> <td>The same over
 * HTTP/2, where OkHttp reads ahead on a thread of its own, so that what has come and what was taken are apart by
 * whatever the scheduler likes.</td></tr> <tr><td>{@link #forTalk talk}</td><td>256 KiB</td><td>256 KiB</td> <td>One
 * conversation in lines, such as SMTP, with its TLS handshake, and an HTTP answer whose body nobody reads. A mail to
 * a thousand recipients is answered with 100 KiB.</td></tr> </table>
 *
 * <p>Thread-safe.
 */
public final class ReadBudget {

    /** What one stretch may take, and all that is no body. */
    public static final int STRETCH = 256 * 1024;

    private static final int FRAMING = 4;
    private static final int FRAMING_MULTIPLEXED = 2;

    private final long total;
    private final long stretch;
    private long leftInAll;
    private long leftInStretch;

    private ReadBudget(long total, long stretch) {
        this.total = total;
        this.stretch = stretch;
        this.leftInAll = total;
        this.leftInStretch = stretch;
    }

    /** For one HTTP/1.1 answer whose body is read up to this many bytes, with {@link #progress} at each read. */
    public static ReadBudget forAnswer(long bodyLimit) {
        return new ReadBudget(STRETCH + FRAMING * bodyLimit, STRETCH);
    }

    /** For one answer over HTTP/2 whose body is read up to this many bytes. */
    public static ReadBudget forMultiplexed(long bodyLimit) {
        long total = STRETCH + FRAMING_MULTIPLEXED * bodyLimit;
        return new ReadBudget(total, total);
    }

    /** For one conversation in lines, or one HTTP answer whose body nobody reads. */
    public static ReadBudget forTalk() {
        return new ReadBudget(STRETCH, STRETCH);
    }

    /** Something of use was taken: a new stretch begins. */
    public synchronized void progress() {
        leftInStretch = stretch;
    }

    /** Another exchange begins on the same connection. */
    public synchronized void renew() {
        leftInAll = total;
        leftInStretch = stretch;
    }

    /**
     * So many bytes have been read.
     *
     * @throws BudgetSpentException if that is too many
     */
    synchronized void spend(long bytes) throws BudgetSpentException {
        leftInAll -= bytes;
        leftInStretch -= bytes;
        if (leftInAll < 0) {
            throw new BudgetSpentException("more than " + total + " bytes were sent");
        }
        if (leftInStretch < 0) {
            throw new BudgetSpentException("more than " + stretch + " bytes were sent with nothing of use in them");
        }
    }
}
