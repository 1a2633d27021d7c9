package io.github.dnsfailover.internal.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** A stream on which every byte that is read counts. */
public final class BudgetedStream extends FilterInputStream {

    private final Supplier<ReadBudget> budget;

    /** Charges what is read from a stream to a budget. */
    public BudgetedStream(InputStream in, ReadBudget budget) {
        this(in, () -> budget);
    }

    /** Charges each read from a stream to the budget that is the right one then. */
    public BudgetedStream(InputStream in, Supplier<ReadBudget> budget) {
        super(in);
        this.budget = budget;
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        budget.get().spend(octet < 0 ? 0 : 1);
        return octet;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        budget.get().spend(Math.max(0, read));
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        budget.get().spend(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false; // what is read twice would count twice
    }
}
